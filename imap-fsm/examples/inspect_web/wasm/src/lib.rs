//! What the page calls. Octets go in through [`buffer`], JSON comes out where [`result`] points, as long as the function
//! before said.
#![no_std]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;

use inspect_web::Inspection;
use spin::Mutex;

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

static PAGE: Mutex<Option<Page>> = Mutex::new(None);

#[derive(Default)]
struct Page {
    input: Vec<u8>,
    inspection: Inspection,
    result: String,
}

fn with<T>(call: impl FnOnce(&mut Page) -> T) -> T {
    call(PAGE.lock().get_or_insert_with(Page::default))
}

/// Room for so many octets of input.
#[unsafe(no_mangle)]
pub extern "C" fn buffer(len: usize) -> *mut u8 {
    with(|page| {
        page.input = Vec::new();
        page.input.resize(len, 0);
        page.input.as_mut_ptr()
    })
}

/// Takes the input apart: a transcript, or the bytes of one side.
#[unsafe(no_mangle)]
pub extern "C" fn inspect() -> usize {
    with(|page| {
        page.inspection = Inspection::of_capture(&page.input);
        page.result = page.inspection.to_json();
        page.result.len()
    })
}

/// Takes the input apart: so many octets of a client, and the rest of its server.
#[unsafe(no_mangle)]
pub extern "C" fn inspect_both(client: usize) -> usize {
    with(|page| {
        let (client, server) = page.input.split_at(client.min(page.input.len()));
        page.inspection = Inspection::of_both(client, server);
        page.result = page.inspection.to_json();
        page.result.len()
    })
}

/// One row of what was inspected last.
#[unsafe(no_mangle)]
pub extern "C" fn row(index: usize) -> usize {
    with(|page| {
        page.result = page.inspection.row_to_json(index);
        page.result.len()
    })
}

/// Where the JSON is.
#[unsafe(no_mangle)]
pub extern "C" fn result() -> *const u8 {
    with(|page| page.result.as_ptr())
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

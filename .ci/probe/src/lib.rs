//! Proof that imap-types, imap-codec and imap-fsm, with all that they depend on, link without std.
//!
//! This library brings its own panic handler. If anything below it links std, the build fails with E0152 (duplicate
//! lang item `panic_impl`). It is built, never run.
#![no_std]

extern crate alloc;

use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;

use imap_codec::{Frame, Framer, Limits, decode_command, decode_response, encode_command, encode_response};
use imap_fsm::session::Session;
use imap_types::IntoBoundedStatic;

/// The one way in: what it calls is compiled down to machine code, generics included.
#[unsafe(no_mangle)]
pub extern "C" fn imap_probe() -> usize {
    used()
}

/// Decodes and encodes one message of each kind and returns how many bytes came out.
fn used() -> usize {
    let (mut out, mut gates) = (Vec::new(), Vec::new());
    let mut input: &[u8] = b"* 1 FETCH (UID 7 BODY[] {2}\r\nhi)\r\n";
    let mut framer = Framer::for_responses(Limits::responses());
    if let Ok(Some(Frame::Message(message))) = framer.next(&mut input) {
        if let Ok(response) = decode_response(message) {
            encode_response(&response.into_static(), &mut out);
        }
    }
    if let Ok(command) = decode_command(b"a1 LOGIN alice {6}\r\nsecret\r\n") {
        encode_command(&command.into_static(), &mut out, &mut gates);
    }
    let session = Session::new();
    out.len() + gates.len() + usize::from(session.mailbox().is_some())
}

/// Says that memory is always exhausted.
struct Nothing;

// SAFETY: a null pointer is the contract's own word for "no memory", so nothing is ever lent or given back.
unsafe impl GlobalAlloc for Nothing {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Nothing = Nothing;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

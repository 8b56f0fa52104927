//! Proof that imap-types, imap-codec and imap-fsm, with all that they depend on, link without std.
//!
//! This library brings its own panic handler. If anything below it links std, the build fails with E0152 (duplicate
//! lang item `panic_impl`). It is built, never run.
#![no_std]

extern crate alloc;

// Named even where nothing is called, so that each crate is linked.
extern crate imap_codec as _;
extern crate imap_fsm as _;
extern crate imap_types as _;

use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;

/// The one way in: what it calls is compiled down to machine code, generics included.
#[unsafe(no_mangle)]
pub extern "C" fn imap_probe() -> usize {
    used()
}

/// Decodes and encodes one message of each kind and returns how many bytes came out.
fn used() -> usize {
    // Here go the calls: decode a response, encode it into a `Vec`; the same for a command; then one round of each
    // machine of imap-fsm.
    alloc::vec::Vec::<u8>::new().len()
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

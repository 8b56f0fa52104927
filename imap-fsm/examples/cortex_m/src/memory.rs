//! The heap, and how much of it and of the stack has been used at most.

use core::alloc::{GlobalAlloc, Layout};
use core::ptr::{self, addr_of, addr_of_mut};
use core::sync::atomic::{AtomicUsize, Ordering};

use embedded_alloc::LlffHeap;

/// The heap. An image that runs out of it does not come to its end.
const HEAP: usize = 32 << 10;

/// What the stack is filled with before it is used.
const PAINT: u32 = 0x5afe_57ac;

/// How much below its own frame `begin` leaves alone.
const MARGIN: usize = 256;

#[global_allocator]
static ALLOCATOR: Counted = Counted { heap: LlffHeap::empty(), peak: AtomicUsize::new(0) };

struct Counted {
    heap: LlffHeap,
    peak: AtomicUsize,
}

// SAFETY: it hands on to the allocator inside, and only looks at how full that is.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is the same.
        let memory = unsafe { self.heap.alloc(layout) };
        self.peak.fetch_max(self.heap.used(), Ordering::Relaxed);
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { self.heap.dealloc(memory, layout) }
    }
}

unsafe extern "C" {
    /// The lowest address that the stack may reach: what is below it are statics.
    static mut __sheap: u32;
    /// Where the stack begins, growing down.
    static mut _stack_start: u32;
}

/// Gives the allocator its memory and paints the stack.
///
/// # Safety
///
/// To be called once, before anything is allocated.
pub(crate) unsafe fn begin() {
    static mut MEMORY: [u8; HEAP] = [0; HEAP];
    // SAFETY: the caller's promise; and nobody else knows `MEMORY`.
    unsafe { ALLOCATOR.heap.init(addr_of_mut!(MEMORY) as usize, HEAP) }
    let local = 0_u32;
    let end = (addr_of!(local) as usize - MARGIN) & !3;
    let mut word = addr_of_mut!(__sheap);
    while (word as usize) < end {
        // SAFETY: between the statics and the frames in use there is nothing.
        unsafe {
            ptr::write_volatile(word, PAINT);
            word = word.add(1);
        }
    }
}

/// The most octets of the heap that were in use at once.
pub(crate) fn heap_peak() -> usize {
    ALLOCATOR.peak.load(Ordering::Relaxed)
}

/// The most octets of the stack that were in use at once.
pub(crate) fn stack_peak() -> usize {
    let mut word = addr_of!(__sheap);
    // SAFETY: it stays below `start`'s own frame, which is not paint.
    unsafe {
        while ptr::read_volatile(word) == PAINT {
            word = word.add(1);
        }
    }
    addr_of!(_stack_start) as usize - word as usize
}

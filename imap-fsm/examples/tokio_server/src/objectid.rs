//! Identifiers that are never given twice (RFC 8474).

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use imap_fsm::types::objectid::ObjectId;

/// A new one: what it is of, when this server began, and how many there were before.
pub(crate) fn fresh(kind: &str) -> ObjectId<'static> {
    static BEGAN: OnceLock<u64> = OnceLock::new();
    static GIVEN: AtomicU64 = AtomicU64::new(0);
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() as u64;
    let (began, given) = (BEGAN.get_or_init(now), GIVEN.fetch_add(1, Ordering::Relaxed));
    ObjectId::try_from(format!("{kind}{began:x}-{given:x}")).expect("letters and digits")
}

//! The bytes that the benchmarks work on, made here so that every benchmark and every peer gets the same.

/// `count` short untagged responses, as a server sends them for `FETCH 1:* (UID FLAGS)`.
pub fn flag_lines(count: usize) -> Vec<u8> {
    (1..=count).flat_map(|n| format!("* {n} FETCH (UID {n} FLAGS (\\Seen))\r\n").into_bytes()).collect()
}

/// One response that carries a literal of `len` octets.
pub fn literal(len: usize) -> Vec<u8> {
    let mut bytes = format!("* 1 FETCH (UID 1 BODY[] {{{len}}}\r\n").into_bytes();
    bytes.extend(b"The quick brown fox jumps over the lazy dog.\r\n".iter().cycle().take(len));
    bytes.extend_from_slice(b")\r\n");
    bytes
}

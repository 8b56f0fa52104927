//! Lines of responses where what looks like a literal's header is text.

/// Whether a response that begins with `line` ends in `text`, where braces mean nothing.
///
/// Valid responses have literals only behind `*`, yet not every other line is taken for text: when a server has
/// miscounted a literal, the line behind it may begin with anything, and the octets of the next literal must not be
/// read as responses.
pub(super) fn is_text(line: &[u8]) -> bool {
    // Lenient: some servers send NULs before the greeting.
    let nuls = line.iter().take_while(|&&byte| byte == 0).count();
    let line = line.get(nuls..).unwrap_or_default();
    match line.first() {
        Some(b'+') => return true,
        // Lenient: Exchange sends `[COPYUID 55 31 6]` for `* OK [COPYUID 55 31 6]`.
        Some(b'[') => return true,
        _ => {}
    }
    let mut words = line.split(|&byte| byte == b' ');
    let tag = words.next().unwrap_or_default();
    let is_tag = |byte: &u8| byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(byte);
    if tag != b"*" && (tag.is_empty() || !tag.iter().all(is_tag)) {
        return false;
    }
    // Lenient: more than one SP.
    let status = words.find(|word| !word.is_empty()).unwrap_or_default();
    [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"]
        .iter()
        .any(|word| imap_types::chars::eq_in_any_case(status, word))
}

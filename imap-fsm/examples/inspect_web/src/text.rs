//! Octets as text for a page.

use alloc::string::String;

/// Text of octets, and where a place in them is in the text.
pub(crate) struct Shown {
    pub(crate) text: String,
    /// Where the asked octets are, in the units of JavaScript's strings; `None` behind what is shown.
    pub(crate) marks: [Option<usize>; 2],
    /// Whether there is more than is shown.
    pub(crate) cut: bool,
}

/// Shows at most `most` units: UTF-8 as it is, controls as their pictures (`␍`), other octets as `\xE9`. A line end at
/// the end is left out.
pub(crate) fn show(octets: &[u8], most: usize, places: [Option<usize>; 2]) -> Shown {
    let end = octets.strip_suffix(b"\n").map_or(octets, |line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut shown = Shown { text: String::new(), marks: [None; 2], cut: false };
    let (mut units, mut at) = (0, 0);
    let mut put = |shown: &mut Shown, text: &str, octets: usize| {
        if units >= most {
            shown.cut = true;
            return;
        }
        for (place, mark) in places.iter().zip(&mut shown.marks) {
            if mark.is_none() && place.is_some_and(|place| place < at + octets.max(1)) {
                *mark = Some(units);
            }
        }
        shown.text.push_str(text);
        units += text.encode_utf16().count();
        at += octets;
    };
    for chunk in end.utf8_chunks() {
        for char in chunk.valid().chars() {
            let picture = match char {
                '\0'..='\x1F' => char::from_u32(0x2400 + u32::from(char)).unwrap_or(char),
                '\x7F' => '\u{2421}',
                _ => char,
            };
            put(&mut shown, picture.encode_utf8(&mut [0; 4]), char.len_utf8());
            if shown.cut {
                return shown;
            }
        }
        for octet in chunk.invalid() {
            put(&mut shown, &alloc::format!("\\x{octet:02X}"), 1);
        }
    }
    // What is missing is missed at the end.
    for (place, mark) in places.iter().zip(&mut shown.marks) {
        if place.is_some() && mark.is_none() && !shown.cut {
            *mark = Some(shown.text.encode_utf16().count());
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_behind_characters_of_several_octets() {
        let shown = show("a é\t😀 x\r\n".as_bytes(), 100, [Some(4), Some(11)]);
        assert_eq!(shown.text, "a é␉😀 x");
        assert_eq!(shown.marks, [Some(3), Some(8)]);
        assert_eq!(show(b"caf\xE9!", 100, [Some(4), Some(99)]).text, "caf\\xE9!");
        assert_eq!(show(b"caf\xE9!", 100, [Some(4), Some(99)]).marks, [Some(7), Some(8)]);
        assert!(show(b"abc", 2, [Some(2), None]).cut);
        assert_eq!(show(b"abc", 2, [Some(2), None]).marks, [None, None]);
    }
}

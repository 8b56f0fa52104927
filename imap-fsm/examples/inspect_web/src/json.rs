//! Rows as JSON.

use alloc::string::String;
use core::fmt::Write as _;

use crate::Inspection;
use crate::row::{Row, Side};
use crate::text::show;

/// Text of a row in the list, in units of JavaScript's strings.
const LINE: usize = 300;
/// Text of a row that is looked at alone.
const DETAIL: usize = 64 << 10;

/// `{"stopped": …, "rows": […]}`
pub(crate) fn inspection(inspection: &Inspection) -> String {
    let mut out = String::from("{\"stopped\":");
    match inspection.stopped() {
        Some(why) => string(&mut out, why),
        None => out.push_str("null"),
    }
    out.push_str(",\"rows\":[");
    for (index, row) in inspection.rows().iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        object(&mut out, inspection, row, LINE);
        out.push('}');
    }
    out.push_str("]}");
    out
}

/// The same of one row, with its value.
pub(crate) fn detail(inspection: &Inspection, row: &Row) -> String {
    let mut out = String::new();
    object(&mut out, inspection, row, DETAIL);
    out.push_str(",\"value\":");
    string(&mut out, &inspection.value(row));
    out.push('}');
    out
}

/// A row without the brace at its end.
fn object(out: &mut String, inspection: &Inspection, row: &Row, most: usize) {
    let places =
        [row.problem.as_ref().map(|problem| problem.at), row.quirks.first().map(|quirk| quirk.offset)];
    let hidden = alloc::format!("({} octets that may hold a password)", row.len);
    let shown = match row.secret {
        true => show(hidden.as_bytes(), most, [None; 2]),
        false => show(inspection.octets(row), most, places),
    };
    let side = match row.side {
        Side::Client => 'C',
        Side::Server => 'S',
    };
    let _ = write!(out, "{{\"side\":\"{side}\",\"at\":{},\"len\":{},\"kind\":", row.at, row.len);
    string(out, &row.kind);
    out.push_str(",\"text\":");
    string(out, &shown.text);
    let _ = write!(out, ",\"cut\":{},\"quirks\":[", shown.cut);
    for (index, sighting) in row.quirks.iter().enumerate() {
        let _ = write!(out, "{}{{\"at\":{},\"name\":", if index > 0 { "," } else { "" }, sighting.offset);
        string(out, sighting.quirk.name());
        out.push_str(",\"text\":");
        string(out, &alloc::format!("{}", sighting.quirk));
        out.push('}');
    }
    out.push_str("],\"mark\":");
    match shown.marks[0].or(shown.marks[1]) {
        Some(mark) => drop(write!(out, "{mark}")),
        None => out.push_str("null"),
    }
    out.push_str(",\"problem\":");
    match &row.problem {
        Some(problem) => {
            let _ = write!(out, "{{\"at\":{},\"expected\":", problem.at);
            string(out, &problem.expected);
            out.push('}');
        }
        None => out.push_str("null"),
    }
}

/// A string of JSON. [RFC 8259 §7](https://www.rfc-editor.org/rfc/rfc8259#section-7)
fn string(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\0'..='\x1F' => drop(write!(out, "\\u{:04x}", u32::from(char))),
            _ => out.push(char),
        }
    }
    out.push('"');
}

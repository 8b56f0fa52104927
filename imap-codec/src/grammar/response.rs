//! Responses. [RFC 9051 §7](https://www.rfc-editor.org/rfc/rfc9051#section-7)

use alloc::boxed::Box;
use core::num::NonZeroU32;

use imap_types::number::{SeqNum, Uid};
use imap_types::response::{
    Condition, Continue, Data, DataName, OtherData, RespText, Response, Status, StatusKind, Tagged,
};
use imap_types::text::Text;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::atom::tag;
use crate::grammar::code::{resp_text_code, sp_resp_text, write_sp_resp_text};
use crate::grammar::convert::{converted, write_converted};
use crate::grammar::expunge::{vanished, write_vanished};
use crate::grammar::fetch::{msg_att, write_msg_att};
use crate::grammar::lexical::{atom_chars, byte, crlf, keyword, leading_zero, number, sp};
use crate::grammar::named::Payload;
use crate::grammar::raw::{kept, rest_of_line, write_unknown};
use crate::grammar::seldom;
use crate::grammar::text::text;
use crate::quirk::Quirk;
use crate::rule::Rule;

/// `continue-req / response-data / response-tagged`, and `greeting`.
///
/// Whoever decodes has the code that drops a response: what may have to drop one is compiled there, to have it once.
#[inline]
pub(crate) fn response<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Response<'a>> {
    let (rest, response) = before_crlf(cx, input)?;
    let (rest, ()) = crlf(cx, rest)?;
    Ok((rest, response))
}

/// The same, before the `CRLF`.
fn before_crlf<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Response<'a>> {
    match input {
        [b'*', rest @ ..] => {
            let (rest, data) = response_data(cx, rest)?;
            Ok((rest, Response::Data(data)))
        }
        [b'+', rest @ ..] => {
            let (rest, request) = continue_req(cx, rest)?;
            Ok((rest, Response::Continue(request)))
        }
        // Lenient: some server writes NULs between its responses.
        [0, ..] => {
            cx.accept(Quirk::LeadingNul, input)?;
            match seldom::span(input, |byte| byte == 0) {
                (rest, _) if !matches!(rest, [] | [b'\r' | b'\n', ..]) => before_crlf(cx, rest),
                (rest, _) => expected(rest, Rule::Response),
            }
        }
        [b'\r' | b'\n', ..] => expected(input, Rule::Response),
        // A tag may begin so, too.
        [b'[', rest @ ..] => {
            let Ok(tagged) = cx.attempt(|| response_tagged(cx, input)) else {
                // Lenient: Exchange forgets the star and the OK.
                return lone_code(cx, input, rest);
            };
            Ok(tagged)
        }
        _ => response_tagged(cx, input),
    }
}

fn lone_code<'a>(cx: &Context, input: &'a [u8], rest: &'a [u8]) -> Parsed<'a, Response<'a>> {
    cx.accept(Quirk::MissingStar, input)?;
    let (rest, code) = resp_text_code(cx, rest)?;
    let (rest, ()) = byte(rest, b']', Rule::Bracket)?;
    let (rest, text) = text(cx, rest.strip_prefix(b" ").unwrap_or(rest))?;
    let text = RespText::from_wire((Some(Box::new(code)), text));
    Ok((rest, Response::Data(Data::Status(Status { kind: StatusKind::Ok, text }))))
}

/// What follows the plus of `continue-req = "+" SP (resp-text / base64)`.
fn continue_req<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Continue<'a>> {
    match input {
        [b' ', rest @ ..] => {
            let (rest, text) = text(cx, rest)?;
            Ok((rest, Continue { text }))
        }
        // Lenient: many servers, and examples of RFC 3501, have nothing after the plus.
        [b'\r' | b'\n', ..] => {
            cx.accept(Quirk::MissingContinueSpace, input)?;
            Ok((input, Continue { text: Text::EMPTY }))
        }
        _ => expected(input, Rule::Sp),
    }
}

/// `response-tagged = tag SP resp-cond-state CRLF`, before the `CRLF`
fn response_tagged<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Response<'a>> {
    let (rest, tag) = tag(cx, input)?;
    let (state, ()) = sp(cx, rest)?;
    let (rest, word) = keyword(state);
    let condition = match data_name(word) {
        Some(DataName::Ok) => Condition::Ok,
        Some(DataName::No) => Condition::No,
        Some(DataName::Bad) => Condition::Bad,
        // Lenient: wp.pl says good bye with a tag. It ends all commands, that one too.
        Some(DataName::Bye) => {
            cx.accept(Quirk::TaggedBye, state)?;
            let (rest, text) = sp_resp_text(cx, rest)?;
            return Ok((rest, Response::Data(Data::Status(Status { kind: StatusKind::Bye, text }))));
        }
        Some(_) | None => return expected(state, Rule::RespCondState),
    };
    let (rest, text) = sp_resp_text(cx, rest)?;
    Ok((rest, Response::Tagged(Tagged { tag, condition, text })))
}

/// The name of data, or of a condition. Each line has one.
#[inline(never)]
fn data_name(word: &[u8]) -> Option<DataName> {
    DataName::from_frequent_bytes(word)
}

/// What follows the star of `response-data`, up to the line end.
fn response_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Data<'a>> {
    let (input, ()) = match input {
        [b' ', ..] => sp(cx, input)?,
        _ => return expected(input, Rule::Sp),
    };
    if let [b'0'..=b'9', ..] = input {
        let (after, number) = number(input)?;
        let (rest, ()) = match after {
            [b' ', ..] => sp(cx, after)?,
            _ => return expected(after, Rule::Sp),
        };
        return numbered_data(cx, input, rest, number);
    }
    named_data(cx, input)
}

/// `number SP ("EXISTS" / "RECENT" / "EXPUNGE" / "FETCH" SP msg-att)`, from the word on; the number is at `start`.
fn numbered_data<'a>(cx: &Context, start: &'a [u8], input: &'a [u8], number: u32) -> Parsed<'a, Data<'a>> {
    let seq = || {
        let Ok(seq) = SeqNum::try_from(number) else { return expected(start, Rule::NzNumber) };
        leading_zero(cx, start)?;
        Ok(seq)
    };
    let fetch = |rest| {
        let seq = seq()?;
        let (rest, ()) = sp(cx, rest)?;
        let (rest, items) = msg_att(cx, rest)?;
        Ok((rest, Data::Fetch { seq, items }))
    };
    // The most frequent of all, nearly always in capitals.
    if let Some(rest @ [b' ', ..]) = input.strip_prefix(DataName::Fetch.as_str().as_bytes()) {
        return fetch(rest);
    }
    let (rest, word) = keyword(input);
    let Some(name) = data_name(word) else { return other_data(cx, input, Some(number)) };
    macro_rules! read {
        ({ $($Plain:ident)* } { $($Value:ident)* }) => {
            match name {
                DataName::Exists => Ok((rest, Data::Exists(number))),
                DataName::Recent => Ok((rest, Data::Recent(number))),
                DataName::Expunge => Ok((rest, Data::Expunge(seq()?))),
                DataName::Fetch => fetch(rest),
                DataName::UidFetch => {
                    let uid = Uid::from(NonZeroU32::from(seq()?));
                    let (rest, ()) = sp(cx, rest)?;
                    let (rest, items) = msg_att(cx, rest)?;
                    Ok((rest, Data::UidFetch { uid, items }))
                }
                DataName::Converted => {
                    let (rest, converted) = converted(cx, rest, seq()?)?;
                    Ok((rest, Data::Converted(Box::new(converted))))
                }
                DataName::Ok | DataName::No | DataName::Bad | DataName::PreAuth | DataName::Bye
                | DataName::Vanished $(| DataName::$Plain)* $(| DataName::$Value)* => {
                    other_data(cx, input, Some(number))
                }
            }
        };
    }
    imap_types::each_data!(read)
}

/// Data that starts with its name.
fn named_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Data<'a>> {
    let (rest, word) = keyword(input);
    let Some(name) = data_name(word) else { return other_data(cx, input, None) };
    let (rest, ()) = if is_before_space(name) { sp(cx, rest)? } else { (rest, ()) };
    let status = |kind| {
        let (rest, text) = sp_resp_text(cx, rest)?;
        Ok((rest, Data::Status(Status { kind, text })))
    };
    macro_rules! read {
        ({ $($Plain:ident)* } { $($Value:ident)* }) => {
            match name {
                DataName::Ok => status(StatusKind::Ok),
                DataName::No => status(StatusKind::No),
                DataName::Bad => status(StatusKind::Bad),
                DataName::PreAuth => status(StatusKind::PreAuth),
                DataName::Bye => status(StatusKind::Bye),
                $(DataName::$Plain => Ok((rest, Data::$Plain)),)*
                $(DataName::$Value => value(cx, rest, Data::$Value),)*
                DataName::Vanished => {
                    let (rest, (earlier, uids)) = vanished(cx, rest)?;
                    Ok((rest, Data::Vanished { earlier, uids }))
                }
                // A number stands before these.
                DataName::Exists | DataName::Recent | DataName::Expunge | DataName::Fetch
                | DataName::UidFetch | DataName::Converted => other_data(cx, input, None),
            }
        };
    }
    imap_types::each_data!(read)
}

/// Whether what the data holds begins behind the space after the name, not where the name ends.
#[inline]
fn is_before_space(name: DataName) -> bool {
    const fn holds<'a, T: Payload<'a>>(_: fn(T) -> Data<'a>) -> bool {
        T::BEHIND_SPACE
    }
    macro_rules! ask {
        ({ $($Plain:ident)* } { $($Value:ident)* }) => {
            match name {
                $(DataName::$Value => holds(Data::$Value),)*
                DataName::Ok | DataName::No | DataName::Bad | DataName::PreAuth | DataName::Bye
                | DataName::Exists | DataName::Recent | DataName::Expunge | DataName::Fetch | DataName::UidFetch
                | DataName::Converted | DataName::Vanished $(| DataName::$Plain)* => false,
            }
        };
    }
    imap_types::each_data!(ask)
}

/// Reads what follows the name and makes the data of it.
#[inline(never)]
fn value<'a, T: Payload<'a>>(
    cx: &Context,
    input: &'a [u8],
    make: impl FnOnce(T) -> Data<'a>,
) -> Parsed<'a, Data<'a>> {
    let (input, payload) = T::read_payload(cx, input)?;
    Ok((input, make(payload)))
}

/// Data that is not known, kept to the end of its line.
fn other_data<'a>(cx: &Context, input: &'a [u8], number: Option<u32>) -> Parsed<'a, Data<'a>> {
    let (rest, name) = atom_chars(input);
    // Nor is it a response that is known but has a number before it, or none.
    let known = data_name(name).is_some();
    if name.first().is_none_or(u8::is_ascii_digit) || known || !matches!(rest, [b' ' | b'\r' | b'\n', ..]) {
        return expected(input, Rule::ResponseData);
    }
    // Lenient: RFCs to come and vendors have data that RFC 9051 has no room for, but RFC 3501 §6.5.1 has for `X`.
    if !name.starts_with(b"X") && !name.starts_with(b"x") {
        cx.accept(Quirk::UnknownData, input)?;
    }
    let (rest, raw) = rest_of_line(cx, rest)?;
    Ok((rest, Data::Other(Box::new(OtherData::from_wire((number, kept(name, raw)))))))
}

/// Writes a whole response.
pub(crate) fn write_response(out: &mut Encoder<'_>, response: &Response<'_>) {
    match response {
        Response::Tagged(Tagged { tag, condition, text }) => {
            out.bytes(tag.as_bytes());
            out.bytes(match condition {
                Condition::Ok => b" OK",
                Condition::No => b" NO",
                Condition::Bad => b" BAD",
            });
            write_sp_resp_text(out, text);
        }
        Response::Data(data) => return write_response_data(out, data),
        Response::Continue(request) => {
            out.bytes(b"+ ");
            out.bytes(request.text.as_bytes());
        }
    }
    out.bytes(b"\r\n");
}

/// Writes `"*" SP ... CRLF`.
pub(crate) fn write_response_data(out: &mut Encoder<'_>, data: &Data<'_>) {
    out.bytes(b"* ");
    write_data(out, data);
    out.bytes(b"\r\n");
}

/// `SP "FETCH" SP` in one piece, because it is the most frequent of all.
const SP_FETCH_SP: [u8; 7] = match *DataName::Fetch.as_str().as_bytes() {
    [f, e, t, c, h] => [b' ', f, e, t, c, h, b' '],
    _ => panic!("a word of five letters"),
};

fn write_data(out: &mut Encoder<'_>, data: &Data<'_>) {
    if let Data::Fetch { seq, items } = data {
        out.number(seq.get());
        out.bytes(&SP_FETCH_SP);
        return write_msg_att(out, items);
    }
    if let Some(number) = number_before(data) {
        out.number(number);
        out.byte(b' ');
    }
    if let Some(name) = data.kind() {
        out.bytes(name.as_str().as_bytes());
        if is_before_space(name) {
            out.byte(b' ');
        }
    }
    macro_rules! write {
        ({ $($Plain:ident)* } { $($Value:ident)* }) => {
            match data {
                Data::Exists(_) | Data::Recent(_) | Data::Expunge(_) $(| Data::$Plain)* => {}
                $(Data::$Value(value) => value.write_payload(out),)*
                Data::Status(Status { text, .. }) => write_sp_resp_text(out, text),
                Data::Vanished { earlier, uids } => write_vanished(out, *earlier, uids),
                Data::Fetch { items, .. } | Data::UidFetch { items, .. } => {
                    out.byte(b' ');
                    write_msg_att(out, items);
                }
                Data::Converted(converted) => write_converted(out, converted),
                Data::Other(other) => write_unknown(out, other.data()),
            }
        };
    }
    imap_types::each_data!(write);
}

/// The number that stands before the name.
fn number_before(data: &Data<'_>) -> Option<u32> {
    macro_rules! number {
        ({ $($Plain:ident)* } { $($Value:ident)* }) => {
            match data {
                Data::Exists(count) | Data::Recent(count) => Some(*count),
                Data::Expunge(seq) | Data::Fetch { seq, .. } => Some(seq.get()),
                Data::UidFetch { uid, .. } => Some(uid.get()),
                Data::Converted(converted) => Some(converted.seq.get()),
                Data::Other(other) => other.number(),
                Data::Status(_) | Data::Vanished { .. } $(| Data::$Plain)* $(| Data::$Value(_))* => None,
            }
        };
    }
    imap_types::each_data!(number)
}

#[cfg(test)]
mod tests {
    use alloc::borrow::Cow;

    use imap_types::atom::Tag;
    use imap_types::code::Code;

    use super::*;
    use crate::grammar::testing::{both_ways, n, quirky, quirky_both_ways, rejects};

    fn status<'a>(kind: StatusKind, text: &'a str) -> Response<'a> {
        Response::Data(Data::Status(Status { kind, text: RespText::try_from(text).unwrap() }))
    }

    fn other<'a>(number: Option<u32>, name: &'a str, rest: &'a str) -> Response<'a> {
        Response::Data(Data::Other(Box::new(OtherData::from_wire((
            number,
            kept(name.as_bytes(), rest.as_bytes()),
        )))))
    }

    #[test]
    fn responses_both_ways() {
        let tagged = |condition| Tagged {
            tag: Tag::try_from("a1").unwrap(),
            condition,
            text: "x".try_into().unwrap(),
        };
        both_ways(
            response,
            write_response,
            &[
                ("* OK ready\r\n", status(StatusKind::Ok, "ready")),
                ("* PREAUTH \r\n", status(StatusKind::PreAuth, "")),
                ("* OK say \"hi {5}\r\n", status(StatusKind::Ok, "say \"hi {5}")),
                ("a1 NO x\r\n", Response::Tagged(tagged(Condition::No))),
                (
                    "[a] OK x\r\n",
                    Response::Tagged(Tagged { tag: Tag::try_from("[a]").unwrap(), ..tagged(Condition::Ok) }),
                ),
                ("+ .\r\n", Response::Continue(Continue { text: Text::try_from(".").unwrap() })),
                ("* 172 EXISTS\r\n", Response::Data(Data::Exists(172))),
                ("* 0 RECENT\r\n", Response::Data(Data::Recent(0))),
                ("* 44 EXPUNGE\r\n", Response::Data(Data::Expunge(n(44).into()))),
                (
                    "* VANISHED (EARLIER) 41,43:116\r\n",
                    Response::Data(Data::Vanished { earlier: true, uids: "41,43:116".parse().unwrap() }),
                ),
                (
                    "* VANISHED 405\r\n",
                    Response::Data(Data::Vanished { earlier: false, uids: "405".parse().unwrap() }),
                ),
                ("* XFOO {3}\r\na\r\n (b)\r\n", other(None, "XFOO", " {3}\r\na\r\n (b)")),
                ("* 7 XFETCH (A B)\r\n", other(Some(7), "XFETCH", " (A B)")),
            ],
        );
        for (wire, value) in [
            ("* Goodbye : idle timeout expired\r\n", other(None, "Goodbye", " : idle timeout expired")),
            ("* 7 FROB (A B)\r\n", other(Some(7), "FROB", " (A B)")),
        ] {
            let offset = wire.find(|c: char| c.is_ascii_alphabetic()).unwrap();
            quirky_both_ways(response, write_response, wire, &value, (Quirk::UnknownData, offset));
        }
        rejects(
            response,
            &[
                ("Server Unavailable.\r\n", 7, "resp-cond-state"),
                ("421 Server is busy\r\n", 4, "resp-cond-state"),
                ("+OK POP3 server ready\r\n", 1, "SP"),
                ("*\t1 EXISTS\r\n", 1, "SP"),
                ("* {25}\r\nThis should be skipped...\r\n", 2, "response-data"),
                ("* 0 EXPUNGE\r\n", 2, "nz-number"),
                ("* EXPUNGE 4\r\n", 2, "response-data"),
                ("* QUOTA\r\n", 7, "SP"),
                ("* 3 SORT 1 2\r\n", 4, "response-data"),
                ("* 4294967296 EXISTS\r\n", 2, "number"),
                ("\0\0\r\n", 2, "response"),
                ("\r\n", 0, "response"),
                ("* XFOO \rb {1}\r\nx\r\n", 7, "TEXT-CHAR"),
                ("* OK x", 6, "CRLF"),
                ("* 1 EXISTS\r\nx", 12, "the end"),
            ],
        );
    }

    #[test]
    fn odd_responses_are_understood() {
        let coded = |code, text: &'static str| {
            let text = RespText::new(Some(code), Text::try_from(text).unwrap()).unwrap();
            Response::Data(Data::Status(Status { kind: StatusKind::Ok, text }))
        };
        let uids = imap_types::copy::CopyUid::new(n(55).into(), "31".parse().unwrap(), "6".parse().unwrap());
        let copied = coded(Code::CopyUid(uids.unwrap()), "");
        quirky(response, "[COPYUID 55 31 6]\r\n", &copied, Quirk::MissingStar, 0);
        quirky(response, "\0\0\0* OK ready\r\n", &status(StatusKind::Ok, "ready"), Quirk::LeadingNul, 0);
        quirky(response, "* BYE\r\n", &status(StatusKind::Bye, ""), Quirk::MissingStatusText, 5);
        quirky(response, "A5 BYE out\r\n", &status(StatusKind::Bye, "out"), Quirk::TaggedBye, 3);
        quirky(response, "* OK ready\n", &status(StatusKind::Ok, "ready"), Quirk::BareLf, 10);
        quirky(response, "* OK ready\r", &status(StatusKind::Ok, "ready"), Quirk::BareCr, 10);
        let empty = Response::Continue(Continue { text: Text::EMPTY });
        quirky(response, "+\r\n", &empty, Quirk::MissingContinueSpace, 1);
        quirky(response, "* 1 EXISTS \r\n", &Response::Data(Data::Exists(1)), Quirk::TrailingSpace, 10);
        let latin = RespText::from_wire((None, Text::from_wire(Cow::Borrowed(b"\xFC"))));
        assert_eq!(
            crate::decode_response(b"* OK \xFC\r\n"),
            Ok(Response::Data(Data::Status(Status { kind: StatusKind::Ok, text: latin })))
        );
    }
}

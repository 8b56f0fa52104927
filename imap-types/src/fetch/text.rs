//! `Display` and `FromStr` of what FETCH asks for.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::{FetchAtt, FetchAttName as Name, FetchBinary, FetchItems, FetchSection, Macro, Peek, PreviewMod};
use crate::annotate::{AnnotationAttribute, EntryMatch, FetchAnnotation};
use crate::atom::Atom;
use crate::chars::{is_astring_char, is_atom_char, is_list_char};
use crate::error::ValueError;
use crate::raw::{Raw, Unknown};
use crate::reader::{Reader, write_list, write_one_or_more, write_string};
use crate::section::text::{part_number, partial, section};
use crate::section::{PartNumber, Partial};

/// `ALL`, `FAST` or `FULL`.
impl fmt::Display for Macro {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind().as_str())
    }
}

/// Reads `ALL`, `FAST` or `FULL`, in any case.
impl FromStr for Macro {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        macro_named(text).ok_or(ValueError::new("ALL, FAST or FULL", 0))
    }
}

#[inline]
fn macro_named(text: &str) -> Option<Macro> {
    let name = Name::from_bytes(text.as_bytes())?;
    [Macro::All, Macro::Fast, Macro::Full].into_iter().find(|several| several.kind() == name)
}

/// `FAST`, `UID` or `(UID FLAGS)`, as on the wire; see [`FetchAtt`] for what stands for itself.
impl fmt::Display for FetchItems<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Macro(several) => several.fmt(f),
            Self::Atts(atts) => match &**atts {
                [att] if !takes_list(att) => att.fmt(f),
                atts => write_list(f, atts, |f, att| att.fmt(f)),
            },
        }
    }
}

/// Whether modifiers behind the item would be taken for its own.
#[inline]
fn takes_list(att: &FetchAtt<'_>) -> bool {
    matches!(att, FetchAtt::Other(_) | FetchAtt::Preview(_) | FetchAtt::Snippet(_))
}

/// Reads `FAST`, `UID` and `(UID FLAGS BODY.PEEK[HEADER])`.
///
/// ```
/// use imap_types::fetch::FetchItems;
///
/// let items: FetchItems = "(UID FLAGS BODY.PEEK[HEADER.FIELDS (Subject)]<0.512>)".parse()?;
/// assert_eq!(items.to_string(), "(UID FLAGS BODY.PEEK[HEADER.FIELDS (Subject)]<0.512>)");
/// assert_eq!(items.into_atts().len(), 3);
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
impl FromStr for FetchItems<'static> {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        match macro_named(text) {
            Some(several) => Ok(Self::Macro(several)),
            None => Reader::all(text, |reader| reader.one_or_more(fetch_att)).map(Self::Atts),
        }
    }
}

/// `UID`, `BODY.PEEK[1.MIME]<0.100>`: as on the wire. Octets that are not UTF-8 become U+FFFD.
impl fmt::Display for FetchAtt<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let peeking = |peek: Peek, plain: Name, peeking: Name| match peek {
            Peek::Peek => peeking,
            Peek::SetSeen => plain,
        };
        match self {
            Self::BodySection(FetchSection { section, partial, peek }) => {
                write!(f, "{}{section}", peeking(*peek, Name::Body, Name::BodyPeek))?;
                return write_partial(f, *partial);
            }
            Self::Binary(FetchBinary { part, partial, peek }) => {
                write!(f, "{}[{part}]", peeking(*peek, Name::Binary, Name::BinaryPeek))?;
                return write_partial(f, *partial);
            }
            Self::BinarySize { part } => return write!(f, "{}[{part}]", Name::BinarySize),
            Self::Annotation(annotation) => return write_annotation(f, annotation),
            Self::Preview(mods) => return write_preview(f, Name::Preview, mods),
            Self::Snippet(mods) => return write_preview(f, Name::Snippet, mods),
            Self::Other(unknown) => return write_unknown(f, unknown),
            Self::Body
            | Self::BodyStructure
            | Self::Envelope
            | Self::Flags
            | Self::InternalDate
            | Self::ModSeq
            | Self::Rfc822
            | Self::Rfc822Header
            | Self::Rfc822Size
            | Self::Rfc822Text
            | Self::Uid
            | Self::SaveDate
            | Self::EmailId
            | Self::ThreadId
            | Self::ObjectId
            | Self::GmMsgId
            | Self::GmThrId
            | Self::GmLabels
            | Self::XGuid
            | Self::XMailbox
            | Self::XRealUid
            | Self::XSaveDate => {}
        }
        self.kind().map_or(Ok(()), |name| f.write_str(name.as_str()))
    }
}

#[inline]
fn write_partial(f: &mut fmt::Formatter<'_>, partial: Option<Partial>) -> fmt::Result {
    partial.map_or(Ok(()), |partial| fmt::Display::fmt(&partial, f))
}

#[inline]
fn write_annotation(f: &mut fmt::Formatter<'_>, annotation: &FetchAnnotation<'_>) -> fmt::Result {
    write!(f, "{} (", Name::Annotation)?;
    write_one_or_more(f, &annotation.entries, |f, entry| write_string(f, entry.as_bytes()))?;
    f.write_str(" ")?;
    write_one_or_more(f, &annotation.attributes, |f, attribute| write_string(f, attribute.as_bytes()))?;
    f.write_str(")")
}

#[inline]
fn write_preview(f: &mut fmt::Formatter<'_>, name: Name, mods: &[PreviewMod<'_>]) -> fmt::Result {
    f.write_str(name.as_str())?;
    if mods.is_empty() {
        return Ok(());
    }
    f.write_str(" ")?;
    write_list(f, mods, |f, wish| match wish {
        PreviewMod::Lazy | PreviewMod::Fuzzy => f.write_str(wish.kind().map_or("", |name| name.as_str())),
        PreviewMod::Other(unknown) => write_unknown(f, unknown),
    })
}

#[inline]
fn write_unknown<P>(f: &mut fmt::Formatter<'_>, unknown: &Unknown<'_, P>) -> fmt::Result {
    write!(f, "{}{}", unknown.name(), String::from_utf8_lossy(unknown.rest().as_bytes()))
}

/// Reads `UID` and `BODY.PEEK[HEADER]<0.100>`, names in any case. What is not known becomes [`FetchAtt::Other`].
impl FromStr for FetchAtt<'static> {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        Reader::all(text, fetch_att)
    }
}

/// `fetch-att`
#[inline]
fn fetch_att(reader: &mut Reader<'_>) -> Result<FetchAtt<'static>, ValueError> {
    let start = reader.at();
    let word = reader.span(|byte| is_atom_char(byte) && byte != b'[');
    let Some(name) = Name::from_bytes(word.as_bytes()) else { return other(reader, word, start) };
    Ok(match name {
        Name::All | Name::Fast | Name::Full => return Err(ValueError::new("fetch-att", start)),
        Name::Body if reader.rest().starts_with('[') => body_section(reader, Peek::SetSeen)?,
        Name::Body => FetchAtt::Body,
        Name::BodyPeek => body_section(reader, Peek::Peek)?,
        Name::Binary => binary(reader, Peek::SetSeen)?,
        Name::BinaryPeek => binary(reader, Peek::Peek)?,
        Name::BinarySize => FetchAtt::BinarySize { part: section_binary(reader)? },
        Name::Annotation => FetchAtt::Annotation(annotation(reader)?),
        Name::Preview => FetchAtt::Preview(preview_mods(reader)?),
        Name::Snippet => FetchAtt::Snippet(preview_mods(reader)?),
        Name::BodyStructure => FetchAtt::BodyStructure,
        Name::Envelope => FetchAtt::Envelope,
        Name::Flags => FetchAtt::Flags,
        Name::InternalDate => FetchAtt::InternalDate,
        Name::ModSeq => FetchAtt::ModSeq,
        Name::Rfc822 => FetchAtt::Rfc822,
        Name::Rfc822Header => FetchAtt::Rfc822Header,
        Name::Rfc822Size => FetchAtt::Rfc822Size,
        Name::Rfc822Text => FetchAtt::Rfc822Text,
        Name::Uid => FetchAtt::Uid,
        Name::SaveDate => FetchAtt::SaveDate,
        Name::EmailId => FetchAtt::EmailId,
        Name::ThreadId => FetchAtt::ThreadId,
        Name::ObjectId => FetchAtt::ObjectId,
        Name::GmMsgId => FetchAtt::GmMsgId,
        Name::GmThrId => FetchAtt::GmThrId,
        Name::GmLabels => FetchAtt::GmLabels,
        Name::XGuid => FetchAtt::XGuid,
        Name::XMailbox => FetchAtt::XMailbox,
        Name::XRealUid => FetchAtt::XRealUid,
        Name::XSaveDate => FetchAtt::XSaveDate,
    })
}

#[inline]
fn body_section(reader: &mut Reader<'_>, peek: Peek) -> Result<FetchAtt<'static>, ValueError> {
    Ok(FetchAtt::BodySection(FetchSection {
        section: section(reader)?,
        partial: optional_partial(reader)?,
        peek,
    }))
}

#[inline]
fn binary(reader: &mut Reader<'_>, peek: Peek) -> Result<FetchAtt<'static>, ValueError> {
    Ok(FetchAtt::Binary(FetchBinary {
        part: section_binary(reader)?,
        partial: optional_partial(reader)?,
        peek,
    }))
}

#[inline]
fn section_binary(reader: &mut Reader<'_>) -> Result<PartNumber, ValueError> {
    reader.expect("[", "section-binary")?;
    let part = part_number(reader)?;
    reader.expect("]", "\"]\"")?;
    Ok(part)
}

#[inline]
fn optional_partial(reader: &mut Reader<'_>) -> Result<Option<Partial>, ValueError> {
    if reader.rest().starts_with('<') { partial(reader).map(Some) } else { Ok(None) }
}

#[inline]
fn annotation(reader: &mut Reader<'_>) -> Result<FetchAnnotation<'static>, ValueError> {
    reader.expect(" (", "\" (\"")?;
    let entries = reader.one_or_more(|reader| {
        let at = reader.at();
        EntryMatch::try_from(reader.string(is_list_char)?).map_err(|error| error.after(at))
    })?;
    reader.expect(" ", "SP")?;
    let attributes = reader.one_or_more(|reader| {
        let at = reader.at();
        AnnotationAttribute::try_from(reader.string(is_astring_char)?).map_err(|error| error.after(at))
    })?;
    reader.expect(")", "\")\"")?;
    Ok(FetchAnnotation { entries, attributes })
}

#[inline]
fn preview_mods(reader: &mut Reader<'_>) -> Result<Vec<PreviewMod<'static>>, ValueError> {
    if !reader.rest().starts_with(" (") {
        return Ok(Vec::new());
    }
    reader.eat(" ");
    let mods = reader.list(|reader| {
        let at = reader.at();
        let word = reader.span(is_atom_char);
        if let Some(wish) = super::PreviewModName::from_bytes(word.as_bytes()).and_then(PreviewMod::plain) {
            return Ok(wish);
        }
        let wish = Atom::try_from(String::from(word)).and_then(|name| PreviewMod::other(name, Raw::EMPTY));
        wish.map_err(|error| error.after(at))
    })?;
    Ok(mods.into_vec())
}

#[inline]
fn other(reader: &mut Reader<'_>, word: &str, start: usize) -> Result<FetchAtt<'static>, ValueError> {
    let name = Atom::try_from(String::from(word)).map_err(|error| error.after(start))?;
    let behind = reader.at();
    let mut rest = String::new();
    if reader.rest().starts_with(" (") {
        reader.eat(" ");
        rest.push(' ');
        rest.push_str(reader.parenthesized()?);
    }
    let rest = Raw::try_from(rest).map_err(|error| error.after(behind))?;
    FetchAtt::other(name, rest).map_err(|error| error.after(start))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn items_are_read_as_they_are_shown() {
        for text in [
            "ALL",
            "FAST",
            "FULL",
            "UID",
            "(UID FLAGS)",
            "BODY",
            "BODY[]",
            "BODY.PEEK[1.2.HEADER.FIELDS.NOT (From \"a \\\"b\")]<0.2048>",
            "BODY[TEXT]<9223372036854775807.1>",
            "BINARY[]",
            "BINARY.PEEK[1.2]<3.4>",
            "BINARY.SIZE[7]",
            "ANNOTATION (/comment value)",
            "ANNOTATION ((\"/%\" \"/a b\") (value.priv size))",
            "(PREVIEW)",
            "(PREVIEW (LAZY X-MORE) UID)",
            "(SNIPPET (FUZZY))",
            "(X-OWN (a (b) \")\" {3}\r\n)))) UID)",
            "(X-OWN UID)",
        ] {
            let items = text
                .parse::<FetchItems<'_>>()
                .unwrap_or_else(|error| panic!("{}", error.show(text.as_bytes())));
            assert_eq!(items.to_string(), text);
        }
        for (text, shown) in [
            ("fast", "FAST"),
            ("(uid)", "UID"),
            ("body.peek[header]", "BODY.PEEK[HEADER]"),
            ("PREVIEW (lazy)", "(PREVIEW (LAZY))"),
            ("BODY[HEADER.FIELDS (\"From\")]", "BODY[HEADER.FIELDS (From)]"),
            ("ANNOTATION ((/%) (value))", "ANNOTATION (\"/%\" value)"),
            ("BODY[01.TEXT]", "BODY[1.TEXT]"),
        ] {
            assert_eq!(text.parse::<FetchItems<'_>>().unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_item_is_named_with_its_place() {
        for (text, rule, offset) in [
            ("", "atom", 0),
            ("()", "atom", 1),
            ("(UID", "\")\"", 4),
            ("UID ", "end", 3),
            ("(UID  FLAGS)", "atom", 5),
            ("(UID ALL)", "fetch-att", 5),
            ("BODY.PEEK", "section", 9),
            ("BODY[MIME]", "section-part", 5),
            ("BODY[1.]", "section-spec", 7),
            ("BODY[1", "\"]\"", 6),
            ("BODY[0]", "nz-number", 5),
            ("BODY[1.4294967296]", "nz-number", 7),
            ("BODY[HEADER.FIELDS ()]", "string", 20),
            ("BODY[HEADER.FIELDS (\"a]", "quoted", 21),
            ("BODY[HEADER.FIELDS (\"a\0\")]", "CHAR8", 21),
            ("BODY[]<0.0>", "nz-number64", 9),
            ("BODY[]<0>", "\".\"", 8),
            ("BODY[]<9223372036854775808.1>", "number64", 7),
            ("BINARY[1.MIME]", "\"]\"", 8),
            ("ANNOTATION", "\" (\"", 10),
            ("PREVIEW ()", "atom", 9),
            ("X-OWN (", "\")\"", 6),
            ("X-OWN (a\r\nb)", "SP", 8),
            ("X-OWN (\u{e9})", "value", 7),
            ("(UID FLAGS=X)", "a name without a variant", 5),
            ("ANNOTATION (/a a..b)", "attrib", 16),
        ] {
            assert_eq!(text.parse::<FetchItems<'_>>(), Err(ValueError::new(rule, offset)), "{text}");
        }
    }
}

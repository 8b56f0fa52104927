//! How random values come about that nevertheless can exist.
//!
//! Types whose every combination is valid derive [`Arbitrary`]; those that validate choose from what they accept.

use alloc::string::String;
use alloc::vec::Vec;

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use crate::append::{AppendData, AppendMessage};
use crate::arbitrary_parts::{TRAPS, nested, octets, unknown, values, word};
use crate::atom::{Atom, Tag};
use crate::body::{BodyExtension, BodyStructure, Extension, ExtensionData, Media, MediaType, SinglePart};
use crate::chars::{is_atom_char, is_tag_char, is_text_char};
use crate::charset::Charset;
use crate::command::{CommandBody, OtherCommand};
use crate::compress::CompressionAlgorithm;
use crate::list::{Delimiter, ListSelectOpt, ListSelectOpts, MailboxAttribute, MailboxList};
use crate::mailbox::{ListMailbox, Mailbox};
use crate::number::SeqNum;
use crate::raw::Raw;
use crate::rename::RenameParam;
use crate::section::PartNumber;
use crate::select::{QResync, SeqMatch};
use crate::sequence::NumberSet;
use crate::store::StoreAtt;
use crate::string::{AString, Binary};
use crate::text::Text;

/// Octets of some value's own kind, refused by nobody.
macro_rules! from_octets {
    ($($name:ident = $octets:expr;)+) => {$(
        impl<'a> Arbitrary<'a> for $name<'a> {
            fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
                let octets: fn(&mut Unstructured<'a>) -> Result<Vec<u8>> = $octets;
                Self::try_from(octets(u)?).map_err(|_| Error::IncorrectFormat)
            }
        }
    )+};
}

from_octets! {
    AString = |u| octets(u, b"\0");
    Binary = |u| octets(u, b"");
    Atom = |u| word(u, is_atom_char);
    Tag = |u| word(u, is_tag_char);
    Charset = |u| word(u, is_text_char);
    Mailbox = |u| octets(u, b"\0\r\n");
    ListMailbox = |u| octets(u, b"\0\r\n");
    Raw = |u| values(u, 2);
    Text = |u| {
        let text = if u.arbitrary()? { String::arbitrary(u)? } else { String::from(*u.choose(TRAPS)?) };
        Ok(text.replace(['\0', '\r', '\n'], "").into_bytes())
    };
}

impl<'a> Arbitrary<'a> for PartNumber {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let len = u.int_in_range(0..=4)?;
        Ok((0..len).map(|_| u.arbitrary()).collect::<Result<Vec<_>>>()?.into())
    }
}

impl<'a> Arbitrary<'a> for BodyStructure<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        nested(u, |u, leaf| {
            if leaf || u.ratio(1, 3)? {
                single(u, leaf).map(Self::Single)
            } else {
                u.arbitrary().map(Self::Multi)
            }
        })
    }
}

impl<'a> Arbitrary<'a> for crate::body::Body<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        BodyStructure::arbitrary(u).map(Self::from)
    }
}

fn single<'a>(u: &mut Unstructured<'a>, leaf: bool) -> Result<SinglePart<'a>> {
    let media = match u.int_in_range(0..=if leaf { 1 } else { 2 })? {
        0 => Media::Text { subtype: u.arbitrary()?, lines: u.arbitrary()? },
        1 => Media::Basic(u.arbitrary()?),
        _ => Media::Message(u.arbitrary()?),
    };
    Ok(SinglePart {
        media,
        parameters: u.arbitrary()?,
        id: u.arbitrary()?,
        description: u.arbitrary()?,
        encoding: u.arbitrary()?,
        octets: u.arbitrary()?,
        md5: u.arbitrary()?,
        extension: u.arbitrary()?,
    })
}

impl<'a> Arbitrary<'a> for SinglePart<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        nested(u, single)
    }
}

impl<'a> Arbitrary<'a> for Media<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        SinglePart::arbitrary(u).map(|part| part.media)
    }
}

impl<'a> Arbitrary<'a> for MediaType<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let image = || AString::try_from("IMAGE").map_err(|_| Error::IncorrectFormat);
        let subtype = AString::arbitrary(u)?;
        match Self::new(u.arbitrary()?, subtype.clone()) {
            Ok(media) => Ok(media),
            Err(_) => Self::new(image()?, subtype).map_err(|_| Error::IncorrectFormat),
        }
    }
}

impl<'a> Arbitrary<'a> for Extension<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        ExtensionData::arbitrary(u).map(Self::from)
    }
}

impl<'a> Arbitrary<'a> for BodyExtension<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        nested(u, |u, leaf| {
            Ok(match u.int_in_range(0..=if leaf { 1 } else { 2 })? {
                0 => Self::String(u.arbitrary()?),
                1 => Self::Number(u.arbitrary()?),
                _ => Self::List(u.arbitrary()?),
            })
        })
    }
}

impl<'a> Arbitrary<'a> for Delimiter {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Self::try_from(*u.choose(b"/.\\\"^a ")?).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for MailboxList<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut list = Self::new(u.arbitrary()?, u.arbitrary()?);
        Vec::arbitrary(u)?.into_iter().for_each(|attribute| list.insert(attribute));
        Vec::arbitrary(u)?.into_iter().for_each(|item| list.extend(item));
        Ok(list)
    }
}

impl<'a> Arbitrary<'a> for ListSelectOpts<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut opts = Vec::<ListSelectOpt>::arbitrary(u)?;
        if opts.contains(&ListSelectOpt::RecursiveMatch) {
            opts.push(ListSelectOpt::Subscribed);
        }
        Self::try_from(opts).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for QResync {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut resync = Self::new(u.arbitrary()?, u.arbitrary()?);
        (resync.known_uids, resync.seq_match) = (u.arbitrary()?, u.arbitrary()?);
        Ok(resync)
    }
}

impl<'a> Arbitrary<'a> for SeqMatch {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut seqs = NumberSet::<SeqNum>::arbitrary(u)?;
        seqs.normalise();
        let uids = seqs.cast();
        Self::new(seqs, uids).map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for StoreAtt<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        if u.ratio(1, 4)? {
            return unknown(u, 1, Self::other);
        }
        if u.ratio(1, 4)? {
            return u.arbitrary().map(Self::Annotation);
        }
        if u.ratio(1, 4)? {
            return u.arbitrary().map(Self::GmLabels);
        }
        u.arbitrary().map(Self::Flags)
    }
}

impl<'a> Arbitrary<'a> for AppendMessage<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self {
            flags: u.arbitrary()?,
            date: u.arbitrary()?,
            extensions: if u.ratio(1, 8)? { Vec::from([u.arbitrary()?]) } else { Vec::new() },
            data: u.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for AppendData<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.int_in_range(0..=6)? {
            6 => Self::Utf8(u.arbitrary()?),
            5 => Self::Catenate(u.arbitrary()?),
            0 => Self::Literal8(u.arbitrary()?),
            1 => unknown(u, 1, Self::other)?,
            _ => Self::Literal(u.arbitrary()?),
        })
    }
}

impl<'a> Arbitrary<'a> for RenameParam<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        unknown(u, 1, Self::new)
    }
}

impl<'a> Arbitrary<'a> for CompressionAlgorithm<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        if u.arbitrary()? { Ok(Self::Deflate) } else { Atom::arbitrary(u).map(Self::from) }
    }
}

impl<'a> Arbitrary<'a> for OtherCommand<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let numbering = u.arbitrary()?;
        let command = unknown(u, 2, |name, rest| CommandBody::other(numbering, name, rest))?;
        let CommandBody::Other(other) = command else { return Err(Error::IncorrectFormat) };
        Ok(other)
    }
}

impl<'a> Arbitrary<'a> for crate::list::OtherAttribute<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let attribute = MailboxAttribute::try_from(*u.choose(&["\\X-Custom", "\\Odd", "\\A"])?);
        let Ok(MailboxAttribute::Other(other)) = attribute else { return Err(Error::IncorrectFormat) };
        Ok(other)
    }
}

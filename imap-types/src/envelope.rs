//! The header of a message, taken apart by the server.
//! [RFC 9051 §2.3.5](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.5)

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bounded_static::IntoBoundedStatic;

use crate::bounded::{bounded_static, to_bounded_static};
use crate::string::{AString, NString};
use crate::trusted::FromWire;

/// The structured header fields of a message: `envelope`.
///
/// ```text
/// S: * 12 FETCH (ENVELOPE ("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev2 WG mtg" (("Terry Gray" NIL
///    "gray" "cac.washington.edu")) … "<B27397-0100000@cac.washington.edu>"))
/// ```
/// Strings are as the header has them, encoded words (RFC 2047) included. The six lists of addresses share one
/// allocation; [`Envelope::from`] and its neighbours lend them.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Envelope<'a> {
    /// The Date field, as it is written.
    pub date: NString<'a>,
    /// Subject field, undecoded; `None` if there is none.
    pub subject: NString<'a>,
    /// In-Reply-To field, undecoded; `None` if there is none.
    pub in_reply_to: NString<'a>,
    /// The Message-ID field, with its angle brackets.
    pub message_id: NString<'a>,
    addresses: Vec<Address<'a>>,
    /// Where each list but the last ends in `addresses`.
    ends: [u32; 5],
}

/// A list of addresses in an [`Envelope`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum AddressField {
    /// Authors, from the header's From.
    From,
    /// Agent that sent it, from Sender; a server repeats From where the field is missing.
    Sender,
    /// Addresses for replies, from Reply-To; a server repeats From where the field is missing.
    ReplyTo,
    /// Recipients, from To.
    To,
    /// Recipients of copies, from Cc.
    Cc,
    /// Blind copies to whom.
    Bcc,
}

impl AddressField {
    /// The six, in the order of the wire.
    pub const ALL: [Self; 6] = [Self::From, Self::Sender, Self::ReplyTo, Self::To, Self::Cc, Self::Bcc];
}

impl<'a> Envelope<'a> {
    /// The addresses of a field, in order. Empty where the wire has NIL.
    #[inline]
    pub fn addresses(&self, field: AddressField) -> &[Address<'a>] {
        let index = field as usize;
        let start = index.checked_sub(1).map_or(0, |before| self.end(before));
        self.addresses.get(start..self.end(index)).unwrap_or_default()
    }

    fn end(&self, index: usize) -> usize {
        self.ends.get(index).map_or(self.addresses.len(), |&end| end as usize)
    }

    /// Authors, from the header's From.
    pub fn from(&self) -> &[Address<'a>] {
        self.addresses(AddressField::From)
    }

    /// Agent that sent it, from Sender or else From.
    pub fn sender(&self) -> &[Address<'a>] {
        self.addresses(AddressField::Sender)
    }

    /// Addresses for replies, from Reply-To or else From.
    pub fn reply_to(&self) -> &[Address<'a>] {
        self.addresses(AddressField::ReplyTo)
    }

    /// Recipients, from To.
    pub fn to(&self) -> &[Address<'a>] {
        self.addresses(AddressField::To)
    }

    /// Recipients of copies, from Cc.
    pub fn cc(&self) -> &[Address<'a>] {
        self.addresses(AddressField::Cc)
    }

    /// Blind copies to whom.
    pub fn bcc(&self) -> &[Address<'a>] {
        self.addresses(AddressField::Bcc)
    }

    /// Adds an address at the end of a field. Costs a move of what stands in later fields.
    #[inline]
    pub fn push(&mut self, field: AddressField, address: Address<'a>) {
        let end = self.end(field as usize).min(self.addresses.len());
        self.addresses.insert(end, address);
        self.ends.iter_mut().skip(field as usize).for_each(|end| *end = end.saturating_add(1));
    }
}

impl<'a> FromWire for Envelope<'a> {
    type Parts = (Vec<Address<'a>>, [u32; 5]);

    #[inline]
    fn from_wire((addresses, ends): Self::Parts) -> Self {
        Self { addresses, ends, ..Self::default() }
    }
}

impl fmt::Debug for Envelope<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut envelope = f.debug_struct("Envelope");
        envelope.field("date", &self.date).field("subject", &self.subject);
        envelope
            .field("from", &self.from())
            .field("sender", &self.sender())
            .field("reply_to", &self.reply_to());
        envelope.field("to", &self.to()).field("cc", &self.cc()).field("bcc", &self.bcc());
        envelope.field("in_reply_to", &self.in_reply_to).field("message_id", &self.message_id).finish()
    }
}

// Not by the macro, which expects every field to be bounded by a trait that arrays of numbers do not need.
impl IntoBoundedStatic for Envelope<'_> {
    type Static = Envelope<'static>;

    #[inline]
    fn into_static(self) -> Envelope<'static> {
        Envelope {
            date: self.date.into_static(),
            subject: self.subject.into_static(),
            in_reply_to: self.in_reply_to.into_static(),
            message_id: self.message_id.into_static(),
            addresses: self.addresses.into_static(),
            ends: self.ends,
        }
    }
}

to_bounded_static!(Envelope);

/// One address of a header field: `address`.
///
/// ```text
/// S: ("Terry Gray" NIL "gray" "cac.washington.edu")
/// ```
/// A group is sent as a start marker (no host, the mailbox is its name), its members and an end marker (neither
/// mailbox nor host). Servers put odd things here; they are given as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Address<'a> {
    /// The display name, without quotes.
    pub name: NString<'a>,
    /// The source route, obsolete.
    pub adl: NString<'a>,
    /// The local part, without quotes; or a group's name.
    pub mailbox: NString<'a>,
    /// Domain of the address; `None` begins or ends a group.
    pub host: NString<'a>,
}

bounded_static!(struct Address { name, adl, mailbox, host });

impl<'a> Address<'a> {
    /// Starts a group of this name.
    pub fn group_start(name: AString<'a>) -> Self {
        Self { mailbox: Some(name), ..Self::default() }
    }

    /// The element that ends a group: `(NIL NIL NIL NIL)`.
    pub fn group_end() -> Self {
        Self::default()
    }

    /// Whether it is a group's start or end rather than an address.
    pub fn is_group_marker(&self) -> bool {
        self.host.is_none()
    }

    /// `mailbox@host` for people, with U+FFFD for what is not UTF-8. Only the mailbox where there is no host.
    #[inline]
    pub fn addr_spec(&self) -> String {
        let text = |part: &NString<'_>| {
            part.as_ref().map_or(Cow::Borrowed(""), |part| Cow::Owned(part.to_str_lossy().into_owned()))
        };
        match &self.host {
            Some(_) => format!("{}@{}", text(&self.mailbox), text(&self.host)),
            None => text(&self.mailbox).into_owned(),
        }
    }
}

/// As people write it: `Terry Gray <gray@cac.washington.edu>`, or what there is of it.
impl fmt::Display for Address<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.addr_spec()),
            None => f.write_str(&self.addr_spec()),
        }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Envelope<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut envelope = Self {
            date: u.arbitrary()?,
            subject: u.arbitrary()?,
            in_reply_to: u.arbitrary()?,
            message_id: u.arbitrary()?,
            ..Self::default()
        };
        for field in AddressField::ALL {
            for address in Vec::arbitrary(u)? {
                envelope.push(field, address);
            }
        }
        Ok(envelope)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn addresses_keep_to_their_field_in_whatever_order_they_are_added() {
        let named = |name| Address::group_start(AString::try_from(name).unwrap());
        let mut envelope = Envelope::default();
        for (field, name) in [
            (AddressField::To, "t1"),
            (AddressField::Bcc, "b"),
            (AddressField::From, "f"),
            (AddressField::To, "t2"),
        ] {
            envelope.push(field, named(name));
        }
        assert_eq!(envelope.from(), [named("f")]);
        assert_eq!(envelope.to(), [named("t1"), named("t2")]);
        assert_eq!(envelope.bcc(), [named("b")]);
        assert!(envelope.sender().is_empty() && envelope.reply_to().is_empty() && envelope.cc().is_empty());
    }

    #[test]
    fn an_address_is_read_as_people_write_it() {
        let part = |text| Some(AString::try_from(text).unwrap());
        let address =
            Address { mailbox: part("gray"), host: part("cac.washington.edu"), ..Address::default() };
        assert_eq!(address.addr_spec(), "gray@cac.washington.edu");
        let named = Address { name: part("Terry Gray"), ..address.clone() };
        assert_eq!(
            [address.to_string(), named.to_string()],
            ["gray@cac.washington.edu", "Terry Gray <gray@cac.washington.edu>"]
        );
        assert!(Address::group_end().is_group_marker() && !address.is_group_marker());
    }
}

//! Values that are not written as their fields stand, or that are checked when they are read.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use bounded_static::IntoBoundedStatic;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, SerializeStruct, Serializer};

use crate::acl::GrantableRights;
use crate::atom::{Atom, Tag};
use crate::auth::{AuthMechanism, OtherMechanism};
use crate::body::{Body, BodyStructure, MediaType};
use crate::capability::{Capability, OtherCapability, SieveUrl};
use crate::charset::Charset;
use crate::code::{Code, NewName};
use crate::command::{CommandBody, OtherCommand};
use crate::compress::{CompressionAlgorithm, OtherAlgorithm};
use crate::convert::HeaderSection;
use crate::copy::CopyUid;
use crate::datetime::{Date, DateTime};
use crate::envelope::{Address, AddressField, Envelope};
use crate::error::ValueError;
use crate::esearch::Score;
use crate::fetch::{Fetch, FetchItems, FetchModifier};
use crate::filter_mailboxes::FilterMailboxes;
use crate::flag::{FetchFlags, Flag, FlagExtension, Flags, OtherFlag, PermanentFlags};
use crate::id::IdFields;
use crate::list::{
    Delimiter, ExtendedItem, ListSelectOpt, ListSelectOpts, MailboxAttribute, MailboxList, OtherAttribute,
};
use crate::mailbox::Mailbox;
use crate::multisearch::{MultiSearch, ScopeOption, SearchSource};
use crate::nonempty::NonEmpty;
use crate::notify::{Event, EventGroup, NotifySet};
use crate::number::{ModSeq, Number64, Numbering, SeqNum, Uid, UidValidity, ZeroModSeq};
use crate::progress::{InProgress, Progress};
use crate::raw::{Form, Malformed, Place, Raw, Unknown};
use crate::rename::RenameParam;
use crate::response::{Data, OtherData, RespText};
use crate::rights::{NewRights, Right, Rights};
use crate::search::{EntryFlag, MimePartKeys, SearchKey, SearchNumbers, SearchReturnOpt, SearchReturnOpts};
use crate::secret::Secret;
use crate::section::{PartNumber, Partial, Section, SectionText};
use crate::select::SeqMatch;
use crate::sequence::{Bound, MessageSet, NumberSet, SequenceSetOf, Span, UidSet};
use crate::serde_parts::{Octets, as_number, as_octets, as_text, as_value, read_by, read_value, text};
use crate::span::{MessageNumber, nz_number, span};
use crate::store::{StoreModifier, StoreModifiers};
use crate::string::{AString, NString};
use crate::text::Text;
use crate::thread::{ThreadMember, Threads};
use crate::trusted::FromWire;
use crate::url::{FullUrl, ImapUrl, RespUrl, RumpUrl};
use crate::urlauth::{UrlFetchParam, UrlFetchParams};
use crate::xapplepush::OtherPushParam;

as_octets!(Mailbox);
as_number!(Number64: u64, ModSeq: u64, Uid: u32, SeqNum: u32, Score: u32);
as_text!(Date, DateTime, Rights, SequenceSetOf<SeqNum>, SequenceSetOf<Uid>);
as_text!(NumberSet<SeqNum>, NumberSet<Uid>, NumberSet<NonZeroU32>);
as_text!(borrowed Capability, AuthMechanism);
as_text!(Bound<SeqNum> => |text| bound(text).ok_or(ValueError::new("seq-number", 0)));
as_text!(Bound<Uid> => |text| bound(text).ok_or(ValueError::new("seq-number", 0)));
as_text!(Span<SeqNum> => |text| span(text, nz_number).ok_or(ValueError::new("seq-range", 0)));
as_text!(Span<Uid> => |text| span(text, nz_number).ok_or(ValueError::new("seq-range", 0)));
as_text!(Span<NonZeroU32> => |text| span(text, nz_number).ok_or(ValueError::new("seq-range", 0)));
as_text!(Span<Bound<SeqNum>> => |text| span(text, bound).ok_or(ValueError::new("seq-range", 0)));
as_text!(Span<Bound<Uid>> => |text| span(text, bound).ok_or(ValueError::new("seq-range", 0)));

fn bound<N: MessageNumber>(text: &str) -> Option<Bound<N>> {
    if text == "*" { Some(Bound::Last) } else { nz_number(text).map(Bound::Number) }
}

fn borrowed(octets: &[u8]) -> Octets<'_> {
    Octets(Cow::Borrowed(octets))
}

fn has_variant<T>() -> Result<T, ValueError> {
    Err(ValueError::new("a name without a variant", 0))
}

// As they are written on the wire, with their backslash.
as_value!(Flag<'a>: Octets<'a>, |flag| flag_octets(flag), |octets| text::<Flag<'static>>(&octets.0));
as_value!(
    MailboxAttribute<'a>: Octets<'a>,
    |attribute| borrowed(attribute.as_bytes()),
    |octets| text::<MailboxAttribute<'static>>(&octets.0)
);
as_value!(
    CompressionAlgorithm<'a>: Octets<'a>,
    |algorithm| borrowed(algorithm.as_str().as_bytes()),
    |octets| Atom::try_from(octets.0).map(CompressionAlgorithm::from)
);

fn flag_octets(flag: &Flag<'_>) -> Octets<'static> {
    let (prefix, name) = flag.written();
    Octets(Cow::Owned([prefix, name].concat()))
}

// What has no variant.
read_value!(FlagExtension<'a>: Atom<'a>, |name| {
    let Some(Flag::Extension(extension)) = Flag::backslash(name) else { return has_variant() };
    Ok(extension)
});
read_value!(NewRights: Rights, |rights| NewRights::try_from(rights));
read_value!(SieveUrl<'a>: Atom<'a>, |url| SieveUrl::try_from(url));
read_value!(MimePartKeys<'a>: Raw<'a>, |keys| MimePartKeys::try_from(keys));
read_value!(OtherCapability<'a>: Atom<'a>, |name| {
    let Ok(Capability::Other(other)) = Capability::try_from(name) else { return has_variant() };
    Ok(other)
});
read_value!(OtherMechanism<'a>: Atom<'a>, |name| {
    let AuthMechanism::Other(other) = AuthMechanism::from(name) else { return has_variant() };
    Ok(other)
});
read_value!(OtherAlgorithm<'a>: Atom<'a>, |name| match CompressionAlgorithm::from(name) {
    CompressionAlgorithm::Other(other) => Ok(other),
    CompressionAlgorithm::Deflate => has_variant(),
});
as_value!(
    OtherAttribute<'a>: Octets<'a>,
    |attribute| borrowed(attribute.as_bytes()),
    |octets| {
        let MailboxAttribute::Other(other) = text(&octets.0)? else { return has_variant() };
        Ok(other)
    }
);
as_value!(OtherFlag<'a>: Octets<'a>, |flag| borrowed(flag.as_bytes()), |_octets| Err(ValueError::new("flag", 0)));

// Sets of flags are lists of flags, with what else stands among them on the wire.
as_value!(Flags<'a>: FlagList<'a>, |flags| FlagList::of(flags, None), |list| list.flags(b"").map(|(flags, _)| flags));
as_value!(
    FetchFlags<'a>: FlagList<'a>,
    |flags| FlagList::of(&flags.flags, flags.recent.then_some(b"\\Recent")),
    |list| list.flags(b"\\Recent").map(|(flags, recent)| FetchFlags { flags, recent })
);
as_value!(
    PermanentFlags<'a>: FlagList<'a>,
    |flags| FlagList::of(&flags.flags, flags.new_keywords.then_some(b"\\*")),
    |list| list.flags(b"\\*").map(|(flags, new_keywords)| PermanentFlags { flags, new_keywords })
);

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
struct FlagList<'a>(Vec<Octets<'a>>);

impl FlagList<'_> {
    fn of(flags: &Flags<'_>, besides: Option<&'static [u8]>) -> Self {
        let flags = flags.iter().map(|flag| flag_octets(&flag));
        Self(flags.chain(besides.map(borrowed)).collect())
    }

    /// The flags, and whether that one stands among them which is none.
    fn flags<'a>(self, besides: &[u8]) -> Result<(Flags<'a>, bool), ValueError> {
        let (mut flags, mut has) = (Flags::new(), false);
        for octets in self.0 {
            if !besides.is_empty() && octets.0.eq_ignore_ascii_case(besides) {
                has = true;
            } else {
                flags.insert(text::<Flag<'static>>(&octets.0)?);
            }
        }
        Ok((flags, has))
    }
}

as_value!(
    UidValidity: u64,
    |validity| validity.get(),
    |value| UidValidity::from_stored(value).ok_or(ValueError::new("nz-number", 0))
);
as_value!(ZeroModSeq: u64, |_zero| 0_u64, |_value| Err(ValueError::new("mod-sequence-value", 0)));
as_value!(
    Delimiter: char,
    |delimiter| char::from(delimiter.get()),
    |character| u8::try_from(character).map_or(Err(ValueError::new("QUOTED-CHAR", 0)), Delimiter::try_from)
);
as_value!(
    Right: char,
    |right| char::from(right.as_byte()),
    |character| u8::try_from(character).ok().and_then(Right::new).ok_or(ValueError::new("right", 0))
);
as_value!(PartNumber: Vec<NonZeroU32>, |part| part.as_slice(), |numbers| Ok(PartNumber::from(numbers)));
as_value!(Body<'a>: BodyStructure<'a>, |body| &**body, |structure| Ok(Body::from(structure)));
as_value!(Threads: Vec<ThreadMember>, |threads| threads.members(), |members| Threads::new(members));
read_value!(EntryFlag<'a>: Flag<'a>, |flag| EntryFlag::try_from(flag));
read_value!(HeaderSection<'a>: Section<'a>, |section| HeaderSection::try_from(section));
read_value!(RespUrl<'a>: ImapUrl<'a>, |url| RespUrl::try_from(url));
read_value!(SearchReturnOpts<'a>: Vec<SearchReturnOpt<'a>>, |options| SearchReturnOpts::try_from(options));
read_value!(StoreModifiers<'a>: Vec<StoreModifier<'a>>, |modifiers| StoreModifiers::try_from(modifiers));
read_value!(FullUrl<'a>: ImapUrl<'a>, |url| FullUrl::try_from(url));
read_value!(RumpUrl<'a>: ImapUrl<'a>, |url| RumpUrl::try_from(url));
read_value!(UrlFetchParams<'a>: Vec<UrlFetchParam<'a>>, |params| UrlFetchParams::try_from(params));
read_value!(ListSelectOpts<'a>: Vec<ListSelectOpt<'a>>, |opts| ListSelectOpts::try_from(opts));
read_value!(
    RenameParam<'a>: Unknown<'a, RenameParam<'static>>,
    |param| RenameParam::new(param.name().clone(), param.rest().clone())
);

// What its constructor checks. The names of the fields are those that are derived for writing.
read_by!(RespText<'a> { code: Option<Code<'a>>, text: Text<'a> } => RespText::new(code, text));
read_value!(IdFields<'a>: Vec<(AString<'a>, NString<'a>)>, |fields| IdFields::new(fields));
read_by!(CopyUid { uid_validity: UidValidity, source: UidSet, destination: UidSet } => {
    CopyUid::new(uid_validity, source, destination)
});
read_by!(GrantableRights { required: Rights, optional: Vec<Rights> } => GrantableRights::new(required, optional));
read_by!(Fetch<'a> { messages: MessageSet, items: FetchItems<'a>, modifiers: Vec<FetchModifier<'a>> } => {
    Fetch::new(messages, items).with_modifiers(modifiers)
});
read_by!(SeqMatch { seqs: NumberSet<SeqNum>, uids: UidSet } => SeqMatch::new(seqs, uids));
read_by!(NewName<'a> { old: Mailbox<'a>, new: Mailbox<'a> } => NewName::new(old, new));
read_by!(EventGroup<'a> { mailboxes: FilterMailboxes<'a>, events: Vec<Event<'a>> } => EventGroup::new(mailboxes, events));
read_by!(NotifySet<'a> { status: bool, groups: NonEmpty<EventGroup<'a>> } => {
    NotifySet::new(groups).map(|set| if status { set.with_status() } else { set })
});
read_by!(MultiSearch<'a> {
    source: Option<SearchSource<'a>>,
    returns: Option<SearchReturnOpts<'a>>,
    charset: Option<Charset<'a>>,
    keys: NonEmpty<SearchKey<'a>>,
} => {
    let mut search = MultiSearch::new(keys);
    search.charset = charset;
    search.with_source(source)?.with_returns(returns)
});
read_by!(SearchSource<'a> { mailboxes: NonEmpty<FilterMailboxes<'a>>, options: Vec<ScopeOption<'a>> } => {
    SearchSource::new(mailboxes, options)
});
read_by!(InProgress<'a> { tag: Option<Tag<'a>>, progress: Option<Progress> } => InProgress::new(tag, progress));
read_by!(OtherPushParam<'a> { key: AString<'a>, value: AString<'a> } => OtherPushParam::new(key, value));
read_by!(SearchNumbers { numbers: Vec<NonZeroU32>, mod_seq: Option<ModSeq> } => SearchNumbers::new(numbers, mod_seq));
read_by!(Partial { offset: Number64, count: u64 } => Partial::new(offset, count));
read_by!(
    MediaType<'a> { #[serde(rename = "type")] type_: AString<'a>, subtype: AString<'a> } => MediaType::new(type_, subtype)
);
read_by!(OtherData<'a> { number: Option<u32>, data: Unknown<'a, Data<'static>> } => {
    let data = Data::other(number, data.name().clone(), data.rest().clone())?;
    let Data::Other(other) = data else { return has_variant() };
    Ok(*other)
});
read_by!(OtherCommand<'a> { numbering: Numbering, command: Unknown<'a, CommandBody<'static>> } => {
    let command = CommandBody::other(numbering, command.name().clone(), command.rest().clone())?;
    let CommandBody::Other(other) = command else { return has_variant() };
    Ok(other)
});

impl Serialize for Section<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut section = serializer.serialize_struct("Section", 2)?;
        section.serialize_field("part", self.part())?;
        section.serialize_field("text", &self.section_text())?;
        section.end()
    }
}

read_by!(Section<'a> { part: PartNumber, text: Option<SectionText<'a>> } => Section::new(part, text));

/// In the order of the wire.
impl Serialize for Envelope<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut envelope = serializer.serialize_struct("Envelope", 10)?;
        envelope.serialize_field("date", &self.date)?;
        envelope.serialize_field("subject", &self.subject)?;
        envelope.serialize_field("from", self.from())?;
        envelope.serialize_field("sender", self.sender())?;
        envelope.serialize_field("reply_to", self.reply_to())?;
        envelope.serialize_field("to", self.to())?;
        envelope.serialize_field("cc", self.cc())?;
        envelope.serialize_field("bcc", self.bcc())?;
        envelope.serialize_field("in_reply_to", &self.in_reply_to)?;
        envelope.serialize_field("message_id", &self.message_id)?;
        envelope.end()
    }
}

read_by!(Envelope<'a> {
    date: NString<'a>,
    subject: NString<'a>,
    #[serde(default)]
    from: Vec<Address<'a>>,
    #[serde(default)]
    sender: Vec<Address<'a>>,
    #[serde(default)]
    reply_to: Vec<Address<'a>>,
    #[serde(default)]
    to: Vec<Address<'a>>,
    #[serde(default)]
    cc: Vec<Address<'a>>,
    #[serde(default)]
    bcc: Vec<Address<'a>>,
    in_reply_to: NString<'a>,
    message_id: NString<'a>,
} => {
    let mut envelope = Envelope::default();
    (envelope.date, envelope.subject) = (date, subject);
    (envelope.in_reply_to, envelope.message_id) = (in_reply_to, message_id);
    for (field, addresses) in AddressField::ALL.into_iter().zip([from, sender, reply_to, to, cc, bcc]) {
        // In this order each stands at the end, and nothing moves.
        addresses.into_iter().for_each(|address| envelope.push(field, address));
    }
    Ok(envelope)
});

impl Serialize for MailboxList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let attributes: Vec<_> = self.attributes().collect();
        let mut list = serializer.serialize_struct("MailboxList", 4)?;
        list.serialize_field("attributes", &attributes)?;
        list.serialize_field("delimiter", &self.delimiter)?;
        list.serialize_field("mailbox", &self.mailbox)?;
        list.serialize_field("extended", self.extended())?;
        list.end()
    }
}

read_by!(MailboxList<'a> {
    #[serde(default)]
    attributes: Vec<MailboxAttribute<'a>>,
    delimiter: Option<Delimiter>,
    mailbox: Mailbox<'a>,
    #[serde(default)]
    extended: Vec<ExtendedItem<'a>>,
} => {
    let mut list = MailboxList::new(mailbox, delimiter);
    attributes.into_iter().for_each(|attribute| list.insert(attribute));
    extended.into_iter().for_each(|item| list.extend(item));
    Ok(list)
});

impl<T: Serialize> Serialize for NonEmpty<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NonEmpty<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Vec::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Refuses to be written.
impl<T> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a secret is not written"))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

/// Refuses to be written where it is a command with arguments: they may hold a password.
impl<P: Place> Serialize for Unknown<'_, P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if P::FORM == Form::Command && !self.rest().as_bytes().is_empty() {
            return Err(S::Error::custom(
                "arguments of an unknown command are not written: one may be a secret",
            ));
        }
        let mut unknown = serializer.serialize_struct("Unknown", 2)?;
        unknown.serialize_field("name", self.name())?;
        unknown.serialize_field("rest", self.rest())?;
        unknown.end()
    }
}

/// What follows a code is text rather than values.
fn code<P: Place>(name: Atom<'_>, rest: &[u8]) -> Result<Unknown<'static, P>, ValueError> {
    let rest = core::str::from_utf8(rest);
    let rest = rest.map_err(|error| ValueError::new("TEXT-CHAR", error.valid_up_to()))?;
    let Code::Other(code) = Code::other(name, Some(rest))? else { return has_variant() };
    Ok(Unknown::from_wire((code.name().clone().into_static(), code.rest().clone().into_static())))
}

impl<'de, P: Place> Deserialize<'de> for Unknown<'_, P> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(rename = "Unknown")]
        struct Fields<'a> {
            name: Atom<'a>,
            #[serde(default = "nothing")]
            rest: Octets<'a>,
        }

        let Fields { name, rest } = Fields::deserialize(deserializer)?;
        let unknown = if matches!(P::FORM, Form::Code) {
            code(name, &rest.0)
        } else {
            Raw::try_from(rest.0.into_owned()).and_then(|rest| Self::new(name, rest))
        };
        unknown.map_err(D::Error::custom)
    }
}

fn nothing() -> Octets<'static> {
    borrowed(b"")
}

impl Serialize for Malformed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut malformed = serializer.serialize_struct("Malformed", 3)?;
        malformed.serialize_field("raw", &borrowed(self.raw()))?;
        malformed.serialize_field("offset", &self.offset())?;
        malformed.serialize_field("expected", self.expected())?;
        malformed.end()
    }
}

/// Refused: only a decoder makes one, of what a peer has sent.
impl<'de> Deserialize<'de> for Malformed<'_> {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("what breaks the grammar is read from the wire only"))
    }
}

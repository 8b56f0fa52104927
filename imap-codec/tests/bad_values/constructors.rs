//! Constructors, and values that they refuse.

use core::num::NonZeroU32;

use imap_types::acl::{GrantableRights, Identifier};
use imap_types::annotate::{AnnotationAttribute, AnnotationEntry, EntryMatch};
use imap_types::annotatemore::{self, GetAnnotation, SetAnnotation};
use imap_types::append::AppendMessage;
use imap_types::atom::{Atom, Tag};
use imap_types::auth::AuthMechanism;
use imap_types::capability::{Capability, SieveUrl};
use imap_types::charset::Charset;
use imap_types::code::{Code, NewName};
use imap_types::command::CommandBody;
use imap_types::convert::{HeaderSection, MediaRange, MediaType};
use imap_types::copy::CopyUid;
use imap_types::datetime::{Date, DateTime};
use imap_types::error::ValueError;
use imap_types::esearch::Score;
use imap_types::fetch::{Fetch, FetchAtt, FetchItems, FetchModifier, Macro};
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::flag::{Flag, Flags};
use imap_types::id::IdFields;
use imap_types::jmap::JmapAccess;
use imap_types::language::{CollationId, CollationOrder, CollationSelected, LanguageRange, LanguageTag};
use imap_types::list::{Delimiter, ListSelectOpt, ListSelectOpts, MailboxAttribute};
use imap_types::mailbox::{ListMailbox, Mailbox, MailboxEncoding};
use imap_types::metadata::Entry;
use imap_types::multisearch::{MultiSearch, SearchSource};
use imap_types::nonempty::NonEmpty;
use imap_types::notify::{Event, EventGroup, NotifySet};
use imap_types::number::{ModSeq, Number64, Numbering, SeqNum, Uid, UidValidity};
use imap_types::objectid::ObjectId;
use imap_types::partial::PartialRange;
use imap_types::progress::{InProgress, Progress};
use imap_types::raw::{Raw, Unknown};
use imap_types::referral::{RList, RLsub};
use imap_types::rename::{Rename, RenameParam};
use imap_types::response::{Data, RespText};
use imap_types::rights::{NewRights, Right, Rights};
use imap_types::search::{
    FilterName, MimePartKeys, Search, SearchKey, SearchNumbers, SearchReturnOpt, SearchReturnOpts,
};
use imap_types::section::{PartNumber, Partial, Section, SectionText};
use imap_types::select::SeqMatch;
use imap_types::sequence::{Bound, MessageSet, SequenceSet, Span, UidSequenceSet, UidSet};
use imap_types::sort::SortKey;
use imap_types::store::{StoreModifier, StoreModifiers};
use imap_types::string::AString;
use imap_types::text::Text;
use imap_types::thread::{ThreadMember, Threads};
use imap_types::url::{FullUrl, ImapUrl, RespUrl, RumpUrl};
use imap_types::urlauth::{ResetKey, UrlFetchParam, UrlFetchParams};
use imap_types::xapplepush::OtherPushParam;
use imap_types::xlist::XList;

type Refusal = fn() -> Option<ValueError>;

macro_rules! refused {
    ($($name:literal: [$($value:expr),+ $(,)?]),+ $(,)?) => {
        &[$(($name, &[$(|| Result::err($value)),+])),+]
    };
}

const BEYOND_63_BITS: u64 = 1 << 63;

fn atom(name: &str) -> Atom<'_> {
    Atom::try_from(name).unwrap()
}

fn group(mailboxes: FilterMailboxes<'static>) -> EventGroup<'static> {
    EventGroup::new(mailboxes, vec![]).unwrap()
}

const SOME: NonZeroU32 = NonZeroU32::MIN;

fn uids(set: &str) -> UidSet {
    set.parse().unwrap()
}

fn since() -> ModSeq {
    ModSeq::new(7).unwrap()
}

fn fetch(messages: impl Into<MessageSet>) -> Fetch<'static> {
    Fetch::new(messages, flags())
}

fn page() -> SearchReturnOpt<'static> {
    SearchReturnOpt::Partial(PartialRange::First(SOME, SOME))
}

fn personal() -> SearchSource<'static> {
    let groups = [FilterMailboxes::Selected, FilterMailboxes::Personal];
    SearchSource::new(NonEmpty::try_from(groups).unwrap(), vec![]).unwrap()
}

fn unchanged_since() -> StoreModifier<'static> {
    StoreModifier::UnchangedSince(None)
}

fn saved() -> SearchReturnOpts<'static> {
    SearchReturnOpts::from(SearchReturnOpt::Save)
}

fn flags() -> FetchAtt<'static> {
    FetchAtt::Flags
}

pub(crate) const CONSTRUCTORS: &[(&str, &[Refusal])] = refused! {
    "ModSeq": [
        ModSeq::try_from(0), ModSeq::try_from(BEYOND_63_BITS), "0".parse::<ModSeq>(), "-1".parse::<ModSeq>(),
        "9223372036854775808".parse::<ModSeq>(),
    ],
    "Uid": [Uid::try_from(0), "0".parse::<Uid>(), "4294967296".parse::<Uid>(), "".parse::<Uid>()],
    "SeqNum": [SeqNum::try_from(0), "0".parse::<SeqNum>(), "+1".parse::<SeqNum>()],
    "UidValidity": [UidValidity::try_from(0), "0".parse::<UidValidity>()],
    "Number64": [Number64::try_from(BEYOND_63_BITS), "-1".parse::<Number64>(), "9223372036854775808".parse::<Number64>()],
    "Score": [Score::try_from(0), Score::try_from(101)],
    "Partial": [
        Partial::new(Number64::from(0_u32), 0), Partial::new(Number64::from(0_u32), BEYOND_63_BITS),
        "<0.0>".parse::<Partial>(), "<1>".parse::<Partial>(),
    ],
    "SequenceSet": [
        SequenceSet::new(vec![], false), SequenceSet::try_from(""), SequenceSet::try_from("0"),
        SequenceSet::try_from("1:"), SequenceSet::try_from("1,,2"), SequenceSet::try_from("$:1"),
        SequenceSet::try_from(0..=3), SequenceSet::try_from(0..), SequenceSet::try_from(Vec::<SeqNum>::new()),
    ],
    "UidSequenceSet": [UidSequenceSet::try_from("0"), UidSequenceSet::try_from("4294967296")],
    "UidSet": [
        UidSet::new(vec![]), UidSet::collect([]), UidSet::try_from("0"), UidSet::try_from("1:*"),
        UidSet::try_from("$"), UidSet::try_from(""), UidSet::try_from(0..=3), UidSet::try_from(Vec::<Uid>::new()),
    ],
    "Span": ["0:1".parse::<Span<Uid>>(), "1:*".parse::<Span<Uid>>(), "1:0".parse::<Span<Uid>>()],
    "Bound": ["0".parse::<Bound<Uid>>(), "**".parse::<Bound<Uid>>()],
    "PartNumber": [PartNumber::try_from([0]), PartNumber::try_from([1, 0]), "1.0".parse::<PartNumber>(), "1..2".parse::<PartNumber>()],
    "Section": [
        Section::new(PartNumber::default(), Some(SectionText::Mime)), Section::header_fields::<&str>([]),
        Section::header_fields(["a\0"]), "MIME".parse::<Section<'_>>(), "0".parse::<Section<'_>>(),
    ],
    "HeaderSection": [
        HeaderSection::try_from(Section::default()),
        HeaderSection::try_from(Section::new(PartNumber::default(), Some(SectionText::Text)).unwrap()),
    ],
    "Date": [
        Date::new(2020, 2, 31), Date::new(2021, 2, 29), Date::new(2020, 0, 1), Date::new(2020, 1, 0),
        Date::new(10_000, 1, 1), "31-Feb-2020".parse::<Date>(), "1-Foo-2020".parse::<Date>(), "1-Jan-20".parse::<Date>(),
    ],
    "DateTime": [
        DateTime::new(Date::new(2020, 1, 1).unwrap(), 24, 0, 0, 0),
        DateTime::new(Date::new(2020, 1, 1).unwrap(), 0, 60, 0, 0),
        DateTime::new(Date::new(2020, 1, 1).unwrap(), 0, 0, 61, 0),
        DateTime::new(Date::new(2020, 1, 1).unwrap(), 0, 0, 0, 24 * 60 * 5),
        " 1-Feb-2020 00:00:00 +9999".parse::<DateTime>(), " 1-Feb-2020 00:00:00 +0060".parse::<DateTime>(),
    ],
    "Tag": [Tag::try_from(""), Tag::try_from("a+"), Tag::try_from("a b"), Tag::try_from("a*")],
    "Atom": [Atom::try_from(""), Atom::try_from("a b"), Atom::try_from("\""), Atom::try_from("a%"), Atom::try_from("\u{e9}")],
    "AString": [AString::try_from("\0"), AString::try_from(b"a\0".as_slice())],
    "Mailbox": [
        Mailbox::try_from("\0"), Mailbox::try_from("a\r\n"), Mailbox::from_unicode("a\nb", MailboxEncoding::Utf8),
    ],
    "ListMailbox": [ListMailbox::try_from("\0"), ListMailbox::try_from("a\r")],
    "Charset": [Charset::try_from(""), Charset::try_from("\u{e9}"), Charset::try_from("\r\n")],
    "Text": [Text::try_from("a\0"), Text::try_from("a\r\nb")],
    "RespText": [RespText::try_from("[x"), RespText::new(None, Text::try_from("[x] y").unwrap())],
    "Flag": [Flag::try_from("\\Recent"), Flag::try_from("\\*"), Flag::try_from("a*b"), Flag::try_from(""), Flag::try_from("\\")],
    "Flags": ["(\\Recent)".parse::<Flags<'_>>(), "(a b".parse::<Flags<'_>>()],
    "AuthMechanism": [AuthMechanism::try_from(""), AuthMechanism::try_from("PL\"AIN"), AuthMechanism::try_from("PL AIN")],
    "Capability": [Capability::try_from(""), Capability::try_from("a(b"), Capability::try_from("A B"), Capability::try_from("RIGHTS="), Capability::try_from("MESSAGELIMIT=0")],
    "SieveUrl": [SieveUrl::try_from(atom("http://x")), SieveUrl::try_from(atom("sieve://"))],
    "ListSelectOpts": [
        ListSelectOpts::try_from(vec![ListSelectOpt::RecursiveMatch]),
        ListSelectOpts::try_from(vec![ListSelectOpt::Remote, ListSelectOpt::RecursiveMatch]),
    ],
    "NonEmpty": [NonEmpty::<u8>::try_from(vec![]), NonEmpty::<u8>::try_from([])],
    "Delimiter": [Delimiter::try_from(0), Delimiter::try_from(b'\r'), Delimiter::try_from(0xE9)],
    "MailboxAttribute": [MailboxAttribute::try_from("Sent"), MailboxAttribute::try_from("\\"), MailboxAttribute::try_from("\\a b")],
    "ObjectId": [
        ObjectId::try_from(""), ObjectId::try_from("a.b"), ObjectId::try_from("a b"), ObjectId::try_from("x".repeat(256)),
    ],
    "NewName": [
        NewName::new(Mailbox::try_from("\u{e9}").unwrap(), Mailbox::try_from("b").unwrap()),
        NewName::new(Mailbox::try_from("a").unwrap(), Mailbox::try_from("b]").unwrap()),
    ],
    "Rights": [Rights::try_from("L"), Rights::try_from("l!r"), Rights::try_from("+l"), "\u{e9}".parse::<Rights>()],
    "Right": ["L".parse::<Right>(), "".parse::<Right>(), "lr".parse::<Right>()],
    "GrantableRights": [
        GrantableRights::new(Right::READ.into(), vec![Right::READ.into()]),
        GrantableRights::new(Rights::EMPTY, vec![Right::READ.into(), Rights::EMPTY, Right::READ.into()]),
    ],
    "Identifier": [Identifier::try_from("\0"), Identifier::try_from("a\0")],
    "Entry": [
        Entry::try_from("comment"), Entry::try_from("/shared//comment"), Entry::try_from("/shared/comment/"),
        Entry::try_from("/shared/*"), Entry::try_from("/shared/%"), Entry::try_from("/shared/\u{e9}"), Entry::try_from(""),
    ],
    "EntryMatch": [EntryMatch::try_from("/a//b"), EntryMatch::try_from("/a/"), EntryMatch::try_from("")],
    "AnnotationAttribute": [
        AnnotationAttribute::try_from("value."), AnnotationAttribute::try_from("a..b"),
        AnnotationAttribute::try_from("value*"), AnnotationAttribute::try_from(""),
    ],
    "AnnotationEntry": [
        AnnotationEntry::try_from("/a//b"), AnnotationEntry::try_from("/a/"), AnnotationEntry::try_from("/a%"),
        AnnotationEntry::try_from("/\u{e9}"),
    ],
    "ImapUrl": [
        ImapUrl::try_from("imap://a b/"), ImapUrl::try_from("imap://x/INBOX/;UID=0"),
        ImapUrl::try_from("imap://x/INBOX;UIDVALIDITY=0/;UID=1"),
        ImapUrl::try_from("imap://x/INBOX/;UID=1/;PARTIAL=0.0"), ImapUrl::try_from("imap://x:port/"),
        ImapUrl::try_from("imap://x/%zz"), "not a url".parse::<ImapUrl<'_>>(),
    ],
    "Fetch": [
        fetch(UidSequenceSet::all()).with_modifiers([FetchModifier::Vanished]),
        fetch(UidSequenceSet::all()).with_modifiers([FetchModifier::Partial(PartialRange::First(SOME, SOME)), FetchModifier::Vanished]),
        fetch(SequenceSet::all()).with_modifiers([FetchModifier::Vanished, FetchModifier::ChangedSince(since())]),
        fetch(SequenceSet::search_result()).changed_since(since()).with_modifiers([FetchModifier::Vanished]),
    ],
    "StoreModifiers": [
        StoreModifiers::try_from(vec![unchanged_since(), unchanged_since()]),
    ],
    "SearchReturnOpts": [
        SearchReturnOpts::try_from(vec![SearchReturnOpt::All, SearchReturnOpt::Min, SearchReturnOpt::All]),
        SearchReturnOpts::try_from(vec![page(), SearchReturnOpt::All]),
        SearchReturnOpts::try_from(vec![page(), page()]),
    ],
    "Search": [
        Search::new(Numbering::Uid, SearchKey::All).returns([SearchReturnOpt::All, page()]),
        Search::new(Numbering::Uid, SearchKey::All).returns([page()]).unwrap().returns([SearchReturnOpt::All]),
    ],
    "MultiSearch": [
        MultiSearch::new(SearchKey::All).with_source(personal()).unwrap().with_returns(saved()),
        MultiSearch::new(SearchKey::All).with_returns(saved()).unwrap().with_source(personal()),
    ],
    "RumpUrl": [
        RumpUrl::try_from("imap://joe@h/INBOX/;UID=1"), RumpUrl::try_from("imap://h/INBOX/;UID=1;URLAUTH=anonymous"),
        RumpUrl::try_from("/INBOX/;UID=1;URLAUTH=anonymous"), RumpUrl::try_from("imap://joe@h/INBOX;URLAUTH=anonymous"),
        RumpUrl::try_from("imap://joe@h/x/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038"),
    ],
    "FullUrl": [
        FullUrl::try_from("imap://joe@h/INBOX/;UID=1"), FullUrl::try_from("imap://joe@h/INBOX"),
        FullUrl::try_from("imap://joe@h/INBOX/;UID=1;URLAUTH=anonymous"),
        FullUrl::try_from("imap://joe@h/INBOX/;UID=1;URLAUTH=anonymous:internal:0123"),
        FullUrl::try_from("/INBOX/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038"),
    ],
    "UrlFetchParams": [
        UrlFetchParams::try_from(vec![UrlFetchParam::Body, UrlFetchParam::Binary]),
        UrlFetchParams::try_from(vec![UrlFetchParam::BodyPartStructure; 2]),
    ],
    "RespUrl": [RespUrl::try_from(ImapUrl::try_from("").unwrap())],
    "LanguageRange": [
        LanguageRange::try_from("toolonglanguagetag"), LanguageRange::try_from("d_e"), LanguageRange::try_from(""),
        LanguageRange::try_from("de-"), LanguageRange::try_from("de-*"),
    ],
    "LanguageTag": [LanguageTag::try_from("*"), LanguageTag::try_from("de-")],
    "CollationOrder": [CollationOrder::try_from(""), CollationOrder::try_from("i;**"), CollationOrder::try_from("i;a b")],
    "CollationSelected": [CollationSelected::try_from("NIL"), CollationSelected::try_from("--i;a")],
    "CollationId": [CollationId::try_from("octet"), CollationId::try_from("+i;octet"), CollationId::try_from("i;*")],
    "MimePartKeys": [
        MimePartKeys::try_from(Raw::EMPTY), MimePartKeys::try_from(Raw::try_from(" ()").unwrap()),
        MimePartKeys::try_from(Raw::try_from(" (a) b").unwrap()),
    ],
    "NewRights": [NewRights::try_from(Rights::EMPTY), NewRights::try_from(Rights::try_from("l1").unwrap())],
    "IdFields": [
        IdFields::new((0..31).map(|n| (n.to_string(), None::<&str>))), IdFields::new([("x".repeat(31), Some("1"))]),
        IdFields::new([("a", Some("x".repeat(1025)))]), IdFields::new([("a", Some("1")), ("A", Some("2"))]),
        IdFields::new([("a\0", Some("1"))]),
    ],
    "CopyUid": [CopyUid::new(SOME.into(), uids("1:2"), uids("7")), CopyUid::new(SOME.into(), uids("1"), uids("7,8"))],
    "SeqMatch": [
        SeqMatch::new("1,2".parse().unwrap(), uids("7")), SeqMatch::new("1".parse().unwrap(), uids("7:8")),
        SeqMatch::new("2,1".parse().unwrap(), uids("7,8")), SeqMatch::new("1:2".parse().unwrap(), uids("8:7")),
        SeqMatch::new("1,1".parse().unwrap(), uids("7,8")),
    ],
    "FilterName": [FilterName::try_from("a/b"), FilterName::try_from("a b"), FilterName::try_from("\u{e9}"), FilterName::try_from("")],
    "Threads": [
        Threads::new(vec![ThreadMember { number: None, depth: 0 }]),
        Threads::new(vec![ThreadMember { number: "1".parse().ok(), depth: 1 }]),
    ],
    "SearchNumbers": [SearchNumbers::new(vec![], ModSeq::new(7))],
    "SearchSource": [SearchSource::new(NonEmpty::one(FilterMailboxes::SelectedDelayed), vec![])],
    "EventGroup": [
        EventGroup::new(FilterMailboxes::Selected, vec![Event::MessageNew(vec![])]),
        EventGroup::new(FilterMailboxes::Selected, vec![Event::MessageExpunge]),
        EventGroup::new(FilterMailboxes::Selected, vec![Event::MailboxName]),
        EventGroup::new(FilterMailboxes::Personal, vec![Event::FlagChange]),
        EventGroup::new(FilterMailboxes::Personal, vec![Event::MessageNew(vec![flags()]), Event::MessageExpunge]),
    ],
    "NotifySet": [
        NotifySet::new(NonEmpty::try_from([group(FilterMailboxes::Selected), group(FilterMailboxes::SelectedDelayed)]).unwrap()),
    ],
    "MediaType": [
        MediaType::try_from("text"), MediaType::try_from("text/"), MediaType::try_from("*/*"), MediaType::try_from("a/b/c"),
    ],
    "MediaRange": [MediaRange::try_from("text"), MediaRange::try_from("*/plain"), MediaRange::try_from("")],
    "BodyMediaType": [
        imap_types::body::MediaType::new(AString::try_from("text").unwrap(), AString::try_from("plain").unwrap()),
        imap_types::body::MediaType::new(AString::try_from("multipart").unwrap(), AString::try_from("mixed").unwrap()),
    ],
    "InProgress": [
        InProgress::new(Some(Tag::try_from("a]").unwrap()), None),
        InProgress::new(None, Some(Progress { done: 5, goal: NonZeroU32::new(4) })),
    ],
    "JmapAccess": [JmapAccess::try_from("a\"b"), JmapAccess::try_from("\r\n"), JmapAccess::try_from("\u{e9}")],
    "OtherPushParam": [OtherPushParam::new(AString::try_from("mailboxes").unwrap(), AString::try_from("x").unwrap())],
    "Raw": [Raw::try_from("\r\n"), Raw::try_from("("), Raw::try_from("\"")],
    "Unknown": [
        Unknown::<SortKey<'_>>::new(atom("DATE"), Raw::EMPTY),
    ],
    "Macro": ["ALLES".parse::<Macro>()],
    "FetchItems": [FetchItems::try_from(vec![]), "()".parse::<FetchItems<'_>>(), "(ALL)".parse::<FetchItems<'_>>()],
    "FetchAtt": ["BODY[0]".parse::<FetchAtt<'_>>(), "FLAGS UID".parse::<FetchAtt<'_>>()],
    "CommandBody": [
        CommandBody::login("a\0", "b"), CommandBody::enable(vec![]), CommandBody::select("a\0"), CommandBody::list("", "\0"),
        CommandBody::search(Numbering::Uid, vec![]), CommandBody::status("a", vec![]), CommandBody::other(Numbering::SeqNum, atom("NOOP"), Raw::EMPTY),
    ],
    "Data": [Data::other(None, atom("SEARCH"), Raw::EMPTY)],
    "Code": [Code::other(atom("ALERT"), None), Code::other(atom("XCODE"), Some("]"))],
    "AppendMessage": [AppendMessage::new(AString::EMPTY).extend(atom("CATENATE"), Raw::EMPTY)],
    "Rename": [Rename::new("a\0", "b"), Rename::new("a", "b\r\n")],
    "RenameParam": [RenameParam::new(atom("x"), Raw::try_from(" a").unwrap())],
    "ResetKey": [ResetKey::of("a\0", [])],
    "RList": [RList::new("", "\0")],
    "RLsub": [RLsub::new("\0", "")],
    "XList": [XList::new("", "\0")],
    "GetAnnotation": [GetAnnotation::new("\0", NonEmpty::one(AString::EMPTY), NonEmpty::one(AString::EMPTY))],
    "SetAnnotation": [
        SetAnnotation::new("\0", NonEmpty::one(annotatemore::EntryAtt {
            entry: AString::EMPTY,
            attributes: NonEmpty::one(annotatemore::AttValue { attribute: AString::EMPTY, value: None }),
        })),
    ],
};

/// Constructors without a row: their values are those of others, or no message has a bad one.
pub(crate) const WITHOUT_ROW: &[(&str, &str)] = &[
    ("AppendMessage", "what would be no extension is read as something else"),
    ("Binary", "any octets are right"),
    ("Bound", "of SequenceSet"),
    ("Code", "its names are read as what they are"),
    ("CommandBody", "of what the commands are made of"),
    ("Data", "its names are read as what they are"),
    ("EntryFlag", "refuses a Flag that only the decoder makes"),
    ("FetchAtt", "of its text"),
    ("FetchItems", "of its text"),
    ("Flags", "of Flag"),
    ("Form", "of Unknown"),
    ("GetAnnotation", "of ListMailbox"),
    ("List", "of ListMailbox and ListSelectOpts"),
    ("Macro", "of its text"),
    ("NaiveDate", "of chrono"),
    ("NumberSet", "UidSet is it"),
    ("OffsetDateTime", "of time"),
    ("RList", "of Mailbox and ListMailbox"),
    ("RLsub", "of Mailbox and ListMailbox"),
    ("Raw", "octets that follow it are read as something else"),
    ("Rename", "of Mailbox"),
    ("RenameParam", "what begins with a letter is read as a name"),
    ("ResetKey", "of Mailbox"),
    ("Search", "of SearchReturnOpts"),
    ("SequenceSetOf", "SequenceSet and UidSequenceSet are it"),
    ("SetAnnotation", "of ListMailbox"),
    ("Unknown", "its names are read as what they are"),
    ("XList", "of Mailbox and ListMailbox"),
];

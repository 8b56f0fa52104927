//! What random values promise: every variant comes about, and everything can be made to own what it holds.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use arbitrary::{Arbitrary, Unstructured};
use imap_types::append::{AppendData, AppendExt, AppendExtName, AppendMessage, CatPart};
use imap_types::atom::{Atom, Tag};
use imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_types::body::{BodyExtension, BodyStructure, Extension, Media, MultiPart, SinglePart};
use imap_types::capability::{Capability, CapabilityName};
use imap_types::charset::Charset;
use imap_types::code::{Code, CodeName};
use imap_types::command::{Command, CommandBody, OtherCommand};
use imap_types::compress::CompressionAlgorithm;
use imap_types::context::CancelUpdate;
use imap_types::convert::{ConvertAtt, ConvertAttName, ConvertMsgAtt};
use imap_types::create::{CreateParam, CreateParamName};
use imap_types::datetime::{Date, DateTime};
use imap_types::envelope::{Address, Envelope};
use imap_types::fetch::{
    FetchAtt, FetchAttName, FetchItems, FetchModifier, FetchModifierName, Macro, MsgAtt, PreviewMod,
    PreviewModName,
};
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::flag::{FetchFlags, Flag, Flags, PermanentFlags};
use imap_types::list::ListPatterns;
use imap_types::list::{
    ExtendedItem, ExtendedItemName, ListSelectOpt, ListSelectOptName, ListSelectOpts, MailboxAttribute,
    MailboxAttributeName, MailboxList, ReturnOption, ReturnOptionName,
};
use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::multisearch::MultiSearch;
use imap_types::namespace::{Namespace, Namespaces};
use imap_types::number::{ModSeq, Number64, SeqNum, Uid, UidValidity};
use imap_types::objectid::{ObjectId, ObjectIds};
use imap_types::partial::PartialRange;
use imap_types::raw::Raw;
use imap_types::rename::RenameParam;
use imap_types::response::{Continue, Data, RespText, Response, Status, Tagged};
use imap_types::rights::{Right, Rights};
use imap_types::search::{
    ESearch, EntryFlag, FilterName, MimePartKeys, SearchKey, SearchKeyName, SearchModSeq, SearchNumbers,
    SearchReturnData, SearchReturnDataName, SearchReturnOpt, SearchReturnOptName,
};
use imap_types::section::{PartNumber, Partial, Section, SectionText};
use imap_types::select::{QResync, SelectParam, SelectParamName};
use imap_types::sequence::{Bound, MessageSet, SequenceSet, Span, UidSequenceSet, UidSet};
use imap_types::sort::{Sort, SortKey, SortKeyName};
use imap_types::status::{MailboxStatus, StatusAtt, StatusAttName, StatusAttVal};
use imap_types::store::{StoreAtt, StoreModifier, StoreModifierName};
use imap_types::string::{AString, Binary};
use imap_types::text::Text;
use imap_types::thread::{Thread, ThreadAlgorithm, ThreadAlgorithmName, Threads};
use imap_types::uidbatches::UidBatchesData;
use imap_types::url::ImapUrl;
use imap_types::{IntoBoundedStatic, ToBoundedStatic};

/// Bytes that look random and are the same in every run: SplitMix64.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0xA076_1D64_78BD_642F);
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let len = 64 + next() % 1024;
    (0..len).map(|_| next() as u8).collect()
}

const ROUNDS: u64 = 4000;

/// The `match` names every variant: one that is added does not compile until it is named here, and fails the test
/// until it is generated. Of those after the semicolon none must come about: only a decoder makes them.
macro_rules! every_variant_is_generated {
    ($($test:ident: $type:ident { $($variant:ident),+ $(; $($decoded:ident),+)? })+) => {$(
        #[test]
        fn $test() {
            fn name(value: &$type) -> &'static str {
                match value {
                    $($type::$variant { .. } => stringify!($variant),)+
                    $($($type::$decoded { .. } => concat!("what only a decoder makes: ", stringify!($decoded)),)+)?
                }
            }
            let mut seen = BTreeSet::new();
            for seed in 0..ROUNDS {
                let bytes = bytes(seed);
                if let Ok(value) = $type::arbitrary(&mut Unstructured::new(&bytes)) {
                    seen.insert(name(&value));
                }
            }
            assert_eq!(seen, BTreeSet::from([$(stringify!($variant)),+]));
        }
    )+};
}

every_variant_is_generated! {
    every_command: CommandBody {
        Capability, Noop, Logout, Id, StartTls, Authenticate, Login, Unauthenticate, Compress, Enable, Select,
        Examine, Create, Delete, Rename, Subscribe, Unsubscribe, List, Lsub, Namespace, Status, Append, Idle, Check,
        Close, Unselect, Expunge, UidExpunge, Search, Sort, Thread, ESearch, CancelUpdate, UidBatches, Fetch, Store, Copy, Move, Other, Replace, GenUrlAuth, ResetKey, UrlFetch, RList, RLsub, XList, GetQuota, GetQuotaRoot, SetQuota, SetAcl, DeleteAcl, GetAcl, ListRights, MyRights, GetMetadata, SetMetadata, GetAnnotation, SetAnnotation, Notify, Language, Comparator, XApplePushService, GetJmapAccess, Conversions, Convert
    }
    every_authenticate_line: AuthenticateData { Response, Cancel }
    every_compression: CompressionAlgorithm { Deflate, Other }
    every_response: Response { Tagged, Data, Continue }
    every_data: Data {
        Status, Capability, Enabled, Id, List, Lsub, Namespace, MailboxStatus, Flags, Search, ESearch, Sort, Thread, UidBatches, UidFetch, Exists,
        Recent, Expunge, Vanished, Fetch, Other, XList, Quota, QuotaRoot, Acl, ListRights, MyRights, Metadata, Annotation, Language, Comparator, JmapAccess, GenUrlAuth, UrlFetch, XApplePushService, Converted, Conversion
    }
    every_mechanism: AuthMechanism {
        Plain, Login, External, Anonymous, CramMd5, DigestMd5, ScramSha1, ScramSha1Plus, ScramSha256,
        ScramSha256Plus, OAuthBearer, XOAuth2, Gssapi, Other
    }
    every_flag: Flag { Answered, Flagged, Deleted, Seen, Draft, Keyword, Extension; Other }
    every_fetch_items: FetchItems { Macro, Atts }
    every_fetch_att: FetchAtt {
        Body, BodyStructure, BodySection, Binary, BinarySize, Envelope, Flags, InternalDate, ModSeq, Rfc822,
        Rfc822Header, Rfc822Size, Rfc822Text, Uid, Preview, Annotation, SaveDate, EmailId, ThreadId, ObjectId, GmMsgId, GmThrId, GmLabels,
        XGuid, XMailbox, XRealUid, XSaveDate, Snippet, Other
    }
    every_msg_att: MsgAtt {
        Body, BodyStructure, BodySection, Binary, BinarySize, Envelope, Flags, InternalDate, ModSeq, Rfc822,
        Rfc822Header, Rfc822Size, Rfc822Text, Uid, Preview, Annotation, SaveDate, EmailId, ThreadId, ObjectId, GmMsgId, GmThrId, GmLabels,
        XGuid, XMailbox, XRealUid, XSaveDate, Snippet, Other; Malformed, NoModSeq
    }
    every_section_text: SectionText { Header, HeaderFields, HeaderFieldsNot, Text, Mime }
    every_body_structure: BodyStructure { Single, Multi }
    every_media: Media { Text, Message, Basic }
    every_body_extension: BodyExtension { String, Number, List }
    every_store_att: StoreAtt { Flags, GmLabels, Annotation, Other }
    every_group_of_mailboxes: FilterMailboxes {
        Selected, SelectedDelayed, Inboxes, Personal, Subscribed, Subtree, SubtreeOne, Mailboxes
    }
    every_partial_range: PartialRange { First, Last }
    every_list_patterns: ListPatterns { One, AnyOf }
    every_append_data: AppendData { Literal, Literal8, Catenate, Utf8, Other }
    every_cat_part: CatPart { Text, Utf8, Url }
    every_message_set: MessageSet { SeqNums, Uids }
}

/// What is declared with its names makes all of them, and what has none.
macro_rules! every_name_is_generated {
    ($($test:ident: $type:ident as $name:ident;)+) => {$(
        #[test]
        fn $test() {
            let mut seen = BTreeSet::new();
            for seed in 0..ROUNDS {
                let bytes = bytes(seed);
                if let Ok(value) = $type::arbitrary(&mut Unstructured::new(&bytes)) {
                    seen.insert(value.kind());
                }
            }
            assert_eq!(seen, $name::ALL.iter().copied().map(Some).chain([None]).collect());
        }
    )+};
}

every_name_is_generated! {
    every_code: Code as CodeName;
    every_capability: Capability as CapabilityName;
    every_fetch_modifier: FetchModifier as FetchModifierName;
    every_search_return_opt: SearchReturnOpt as SearchReturnOptName;
    every_search_return_data: SearchReturnData as SearchReturnDataName;
    every_sort_key: SortKey as SortKeyName;
    every_thread_algorithm: ThreadAlgorithm as ThreadAlgorithmName;
    every_preview_mod: PreviewMod as PreviewModName;
    every_status_att: StatusAtt as StatusAttName;
    every_status_att_val: StatusAttVal as StatusAttName;
    every_convert_att: ConvertAtt as ConvertAttName;
    every_convert_msg_att: ConvertMsgAtt as ConvertAttName;
    every_append_ext: AppendExt as AppendExtName;
    every_create_param: CreateParam as CreateParamName;
    every_store_modifier: StoreModifier as StoreModifierName;
    every_select_param: SelectParam as SelectParamName;
    every_list_select_opt: ListSelectOpt as ListSelectOptName;
    every_return_option: ReturnOption as ReturnOptionName;
    every_extended_item: ExtendedItem as ExtendedItemName;
    every_mailbox_attribute: MailboxAttribute as MailboxAttributeName;
}

#[test]
fn every_search_key() {
    let mut seen = BTreeSet::new();
    for seed in 0..ROUNDS {
        let bytes = bytes(seed);
        if let Ok(key) = SearchKey::arbitrary(&mut Unstructured::new(&bytes)) {
            seen.insert((
                key.kind(),
                matches!(key, SearchKey::SequenceSet(_)),
                matches!(key, SearchKey::And(_)),
            ));
        }
    }
    let named = SearchKeyName::ALL.iter().map(|name| (Some(*name), false, false));
    let others = [(None, false, false), (None, true, false), (None, false, true)];
    assert_eq!(seen, named.chain(others).collect());
}

/// Also of what is the text of a section inside a message item, where some combinations are refused.
#[test]
fn every_section_text_comes_about_inside_a_section() {
    let mut seen = BTreeSet::new();
    for seed in 0..ROUNDS {
        let bytes = bytes(seed);
        if let Ok(section) = Section::arbitrary(&mut Unstructured::new(&bytes)) {
            let whole = section.part().is_empty();
            seen.insert(match section.section_text() {
                None => (0, whole),
                Some(SectionText::Header) => (1, whole),
                Some(SectionText::HeaderFields(_)) => (2, whole),
                Some(SectionText::HeaderFieldsNot(_)) => (3, whole),
                Some(SectionText::Text) => (4, whole),
                Some(SectionText::Mime) => (5, whole),
            });
        }
    }
    let but_mime_of_the_whole = |what: &(u8, bool)| *what != (5, true);
    let all = (0..6).flat_map(|text| [(text, false), (text, true)]);
    assert_eq!(seen, all.filter(but_mime_of_the_whole).collect());
}

fn hash(value: &impl Hash) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

/// The annotation of `owned` is what the compiler checks: it outlives the bytes.
macro_rules! owning_changes_nothing {
    ($($type:ty => $static:ty;)+) => {
        #[test]
        fn a_value_that_owns_what_it_holds_equals_the_one_that_borrowed() {
            $({
                let mut made = 0;
                for seed in 0..400 {
                    let bytes = bytes(seed);
                    let Ok(value) = <$type>::arbitrary(&mut Unstructured::new(&bytes)) else { continue };
                    made += 1;
                    let copied: $static = value.to_static();
                    assert_eq!(copied, value);
                    assert_eq!(hash(&copied), hash(&value), "{value:?}");
                    let owned: $static = value.into_static();
                    assert_eq!(owned, copied);
                }
                assert!(made >= 300, "only {made} of 400 {}", stringify!($type));
            })+
        }
    };
}

owning_changes_nothing! {
    Command<'_> => Command<'static>;
    CommandBody<'_> => CommandBody<'static>;
    AuthenticateData<'_> => AuthenticateData<'static>;
    CompressionAlgorithm<'_> => CompressionAlgorithm<'static>;
    OtherCommand<'_> => OtherCommand<'static>;
    RenameParam<'_> => RenameParam<'static>;
    ListPatterns<'_> => ListPatterns<'static>;
    Response<'_> => Response<'static>;
    Tagged<'_> => Tagged<'static>;
    Status<'_> => Status<'static>;
    Continue<'_> => Continue<'static>;
    RespText<'_> => RespText<'static>;
    Data<'_> => Data<'static>;
    Code<'_> => Code<'static>;
    Capability<'_> => Capability<'static>;
    AuthMechanism<'_> => AuthMechanism<'static>;
    Flag<'_> => Flag<'static>;
    Flags<'_> => Flags<'static>;
    FetchFlags<'_> => FetchFlags<'static>;
    PermanentFlags<'_> => PermanentFlags<'static>;
    FetchItems<'_> => FetchItems<'static>;
    FetchAtt<'_> => FetchAtt<'static>;
    FetchModifier<'_> => FetchModifier<'static>;
    MsgAtt<'_> => MsgAtt<'static>;
    Section<'_> => Section<'static>;
    SectionText<'_> => SectionText<'static>;
    BodyStructure<'_> => BodyStructure<'static>;
    SinglePart<'_> => SinglePart<'static>;
    MultiPart<'_> => MultiPart<'static>;
    Media<'_> => Media<'static>;
    Extension<'_> => Extension<'static>;
    BodyExtension<'_> => BodyExtension<'static>;
    Envelope<'_> => Envelope<'static>;
    Address<'_> => Address<'static>;
    SearchKey<'_> => SearchKey<'static>;
    Sort<'_> => Sort<'static>;
    Thread<'_> => Thread<'static>;
    Threads => Threads;
    MultiSearch<'_> => MultiSearch<'static>;
    CancelUpdate<'_> => CancelUpdate<'static>;
    UidBatchesData<'_> => UidBatchesData<'static>;
    ObjectId<'_> => ObjectId<'static>;
    ObjectIds<'_> => ObjectIds<'static>;
    FilterName<'_> => FilterName<'static>;
    MimePartKeys<'_> => MimePartKeys<'static>;
    SearchModSeq<'_> => SearchModSeq<'static>;
    EntryFlag<'_> => EntryFlag<'static>;
    SearchReturnOpt<'_> => SearchReturnOpt<'static>;
    SearchReturnData<'_> => SearchReturnData<'static>;
    ESearch<'_> => ESearch<'static>;
    SearchNumbers => SearchNumbers;
    StatusAtt<'_> => StatusAtt<'static>;
    StatusAttVal<'_> => StatusAttVal<'static>;
    MailboxStatus<'_> => MailboxStatus<'static>;
    StoreAtt<'_> => StoreAtt<'static>;
    StoreModifier<'_> => StoreModifier<'static>;
    SelectParam<'_> => SelectParam<'static>;
    QResync => QResync;
    ListSelectOpt<'_> => ListSelectOpt<'static>;
    ListSelectOpts<'_> => ListSelectOpts<'static>;
    ReturnOption<'_> => ReturnOption<'static>;
    ExtendedItem<'_> => ExtendedItem<'static>;
    MailboxAttribute<'_> => MailboxAttribute<'static>;
    MailboxList<'_> => MailboxList<'static>;
    Namespaces<'_> => Namespaces<'static>;
    Namespace<'_> => Namespace<'static>;
    AppendMessage<'_> => AppendMessage<'static>;
    AppendData<'_> => AppendData<'static>;
    Mailbox<'_> => Mailbox<'static>;
    ListMailbox<'_> => ListMailbox<'static>;
    Atom<'_> => Atom<'static>;
    Tag<'_> => Tag<'static>;
    Text<'_> => Text<'static>;
    Charset<'_> => Charset<'static>;
    AString<'_> => AString<'static>;
    Binary<'_> => Binary<'static>;
    Raw<'_> => Raw<'static>;
    SequenceSet => SequenceSet;
    UidSequenceSet => UidSequenceSet;
    UidSet => UidSet;
    MessageSet => MessageSet;
}

#[test]
fn a_value_outlives_the_buffer_it_was_read_from() {
    let (login, atom): (CommandBody<'static>, Atom<'static>) = {
        let buffer = String::from("alice");
        let login = CommandBody::login(buffer.as_str(), buffer.as_str()).unwrap();
        (login.to_static(), Atom::try_from(buffer.as_str()).unwrap().into_static())
    };
    assert_eq!(login, CommandBody::login("alice", "alice").unwrap());
    assert_eq!(atom, "alice");
}

/// A value that was shown and read again is the same; with octets that are not UTF-8 it looks the same.
macro_rules! is_read_as_it_is_shown {
    ($($type:ty),+ $(,)?) => {
        #[test]
        fn what_is_shown_is_read_again() {
            $({
                let mut kinds = BTreeSet::new();
                for seed in 0..ROUNDS {
                    let bytes = bytes(seed);
                    let Ok(value) = Unstructured::new(&bytes).arbitrary::<$type>() else { continue };
                    let shown = value.to_string();
                    let read = shown.parse::<$type>();
                    let read = read.unwrap_or_else(|error| panic!("{}", error.show(shown.as_bytes())));
                    assert_eq!(read.to_string(), shown);
                    if !shown.contains('\u{FFFD}') {
                        assert_eq!(read, value, "{shown}");
                    }
                    kinds.insert(shown);
                }
                assert!(kinds.len() >= 3, "{} of {}", kinds.len(), stringify!($type));
            })+
        }
    };
}

is_read_as_it_is_shown! {
    Atom<'_>, Tag<'_>, AString<'_>, Text<'_>, ObjectId<'_>, Mailbox<'_>, Capability<'_>, AuthMechanism<'_>,
    MailboxAttribute<'_>, Flag<'_>, Flags<'_>, Date, DateTime, Number64, ModSeq, Uid, SeqNum, UidValidity, Right, Rights,
    SequenceSet, UidSequenceSet, UidSet, Bound<Uid>, Span<Uid>, Span<Bound<SeqNum>>, ImapUrl<'_>, PartNumber, Section<'_>,
    Partial, Macro, FetchAtt<'_>, FetchItems<'_>, CapabilityName, SearchKeyName, FetchAttName,
}

//! Every value comes back from JSON and from a binary format as it was; what may be a secret is not written.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;

use arbitrary::{Arbitrary, Unstructured};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes that look random and are the same in every run: SplitMix64.
pub(crate) fn bytes(seed: u64) -> Vec<u8> {
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

/// Whether a value may hold a secret, which `Debug` does not show either.
fn is_secret(value: &impl Debug) -> bool {
    let text = format!("{value:?}");
    text.contains("Secret(..)") || text.contains(" octets)") && !text.contains(", 0 octets)")
}

/// Both ways, in both formats. Whether it was written.
fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> bool {
    let (json, binary) = (serde_json::to_string(value), postcard::to_allocvec(value));
    if is_secret(value) {
        let refusal = json.expect_err("a secret is refused").to_string();
        assert!(refusal.contains("secret"), "{refusal}");
        binary.expect_err("a secret is refused");
        return false;
    }
    let (json, binary) = (json.unwrap(), binary.unwrap());
    match serde_json::from_str::<T>(&json) {
        Ok(read) => assert_eq!(read, *value, "{json}"),
        Err(error) => panic!("{error}: {json}: {value:?}"),
    }
    // By way of a tree, as users have it who look into the JSON first.
    let tree: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::from_value::<T>(tree).unwrap(), *value, "{json}");
    match postcard::from_bytes::<T>(&binary) {
        Ok(read) => assert_eq!(read, *value, "{json}"),
        Err(error) => panic!("{error}: {json}"),
    }
    true
}

macro_rules! every_value_comes_back {
    ($($module:ident: $($Type:ident),+;)+) => {
        /// The types that are tested.
        const TESTED: &[&str] = &[$($(stringify!($Type)),+),+];

        $(mod $module {
            #[test]
            fn every_value_comes_back() {
                $({
                    use imap_types::$module::$Type;
                    let (mut made, mut written) = (0, 0);
                    for seed in 0..super::ROUNDS {
                        let bytes = super::bytes(seed);
                        let Ok(value) = <$Type>::arbitrary(&mut super::Unstructured::new(&bytes)) else { continue };
                        made += 1;
                        written += u64::from(super::comes_back(&imap_types::IntoBoundedStatic::into_static(value)));
                    }
                    assert!(made * 4 >= super::ROUNDS * 3, "only {made} of {}", stringify!($Type));
                    assert!(written * 4 >= made, "only {written} of {made} {}", stringify!($Type));
                })+
            }

            #[allow(unused_imports)]
            use super::Arbitrary;
        })+
    };
}

const ROUNDS: u64 = 200;

every_value_comes_back! {
    acl: ModRights, SetAcl, DeleteAcl, GetAcl, ListRights, MyRights, AclData, AclEntry, ListRightsData, GrantableRights, MyRightsData, Identifier;
    annotate: EntryAtt, AttValue, FetchAnnotation, FetchedAnnotation, SearchAnnotation, SortAnnotation, AttSearch, AttSort, AnnotateCode, AnnSize, AnnotationEntry, AnnotationAttribute, EntryMatch;
    convert: MediaType, MediaRange, Conversions, Conversion, Convert, TranscodingParam, ConvertAtt, ConvertBinary, HeaderSection, Converted, ConvertMsgAtt, ConvertedStructure, ConvertedBinary, ConvertedSize, ConvertedHeader, AvailableConversions, ConvertError, ConvertErrorCode, BadParams, MissingParams;
    annotatemore: GetAnnotation, SetAnnotation, EntryAtt, AttValue, Annotation, AnnotationEntries;
    append: AppendMessage, AppendData, AppendExt, AppendExtName, AppendUid, CatPart;
    atom: Atom, Tag;
    auth: AuthMechanism, AuthenticateData;
    body: BodyStructure, SinglePart, Media, MediaType, EmbeddedMessage, MessageSubtype, MultiPart, Extension, ExtensionData, Disposition, BodyExtension, Body;
    capability: SieveUrl, Capability, CapabilityName, OtherCapability;
    charset: Charset;
    code: Code, CodeName, NewName;
    command: Command, CommandBody, OtherCommand, CommandName;
    compress: CompressionAlgorithm;
    context: ContextUpdate, CancelUpdate;
    copy: CopyUid;
    create: CreateParam, CreateParamName;
    datetime: Date, DateTime;
    envelope: Envelope, Address;
    esearch: ESearch, SearchReturnData, SearchReturnDataName, Score;
    fetch: Fetch, FetchAttName, FetchItems, Macro, FetchAtt, FetchSection, FetchBinary, Peek, PreviewMod, PreviewModName, FetchModifier, FetchModifierName, MsgAtt, FetchedSection, FetchedBinary;
    filter_mailboxes: FilterMailboxes, FilterMailboxesName;
    flag: Flag, Flags, FetchFlags, PermanentFlags, RegisteredKeyword;
    gmail: StoreGmLabels;
    id: IdFields;
    jmap: JmapAccess;
    language: Language, LanguageData, I18nLevel, Comparator, ComparatorData, LanguageTag, LanguageRange, CollationOrder, CollationSelected, CollationId;
    list: List, ListSelectOpt, ListSelectOptName, ListSelectOpts, ListPatterns, ReturnOption, ReturnOptionName, MailboxList, Delimiter, ExtendedItem, ExtendedItemName, MailboxAttribute, MailboxAttributeName, OtherAttribute;
    mailbox: Mailbox, ListMailbox;
    metadata: EntryValue, GetMetadataOption, GetMetadataOptionName, Depth, GetMetadata, SetMetadata, Metadata, MetadataEntries, MetadataCode, Entry;
    multisearch: MultiSearch, SearchSource, ScopeOption;
    namespace: Namespaces, Namespace;
    notify: Event, EventName, EventKind, EventGroup, Notify, NotifySet;
    number: Number64, ModSeq, UidValidity, Numbering, Uid, SeqNum;
    objectid: ObjectId, ObjectIdName, ObjectIds, SelectObjectId;
    partial: PartialRange, PartialResults;
    progress: InProgress, Progress, MessageLimit;
    quota: Resource, ResourceName, GetQuota, GetQuotaRoot, SetQuota, ResourceLimit, Quota, QuotaResource, QuotaRoot;
    raw: Raw;
    referral: RList, RLsub;
    rename: Rename, RenameParam;
    replace: Replace, OldMessage;
    response: Response, Tagged, Condition, Status, StatusKind, RespText, Continue, Data, DataName;
    rights: NewRights, Right, Rights;
    search: Search, SearchNumbers, CorrelatorName, SearchKey, SearchKeyName, SearchHeader, InThread, FilterName, MimePartKeys, SearchModSeq, EntryFlag, EntryType, SearchReturnOpt, SearchReturnOptName, SearchReturnOpts;
    section: PartNumber, Section, SectionText, SectionTextName, Partial;
    select: SelectParam, SelectParamName, QResync, SeqMatch;
    sequence: MessageSet;
    sort: Sort, SortCriterion, SortKey, SortKeyName;
    status: StatusAtt, StatusAttName, MailboxStatus, StatusAttVal;
    store: Store, StoreAtt, StoreFlags, StoreAttName, StoreAction, StoreResponse, StoreModifier, StoreModifierName, StoreModifiers;
    string: AString, Binary;
    text: Text;
    thread: Thread, ThreadAlgorithm, ThreadAlgorithmName, Threads;
    uidbatches: UidBatches, UidBatchesData;
    url: RespUrl, ImapUrl, FullUrl, RumpUrl;
    urlauth: UrlAuthMechanism, UrlAuthMechanismName, ResetKey, KeyOf, UrlRump, UrlFetchArg, UrlFetchParam, UrlFetchParamName, UrlFetchParams, UrlFetched, UrlData, UrlMetadata, UrlMech, UrlMechs;
    xapplepush: PushParamName, PushParam, OtherPushParam, XApplePushService;
    xlist: XList;
}

/// Types that no random value is made of, or that are views of another value.
const UNTESTED: &[&str] = &[
    // Only a decoder makes them: see `refusals`.
    "Malformed",
    "MalformedCapability",
    "OtherFlag",
    "ZeroModSeq",
    // Part of `Data`.
    "OtherData",
    // Made below.
    "AddressField",
    "FlagExtension",
    "MailboxEncoding",
    "OtherAlgorithm",
    "OtherMechanism",
    "Secret",
    "ThreadMember",
    // Only written.
    "ValueError",
    // Parts of an `ImapUrl`, read from it on request.
    "Access",
    "Server",
    "Verifier",
    // Generic: parts of other values.
    "Bound",
    "NonEmpty",
    "NumberSet",
    "SequenceSetOf",
    "Span",
    "Unknown",
    // No values of the protocol.
    "AppendDataHead",
    "AppendDataTail",
    "AppendHead",
    "AppendMessageHead",
    "AppendMessageTail",
    "AppendPlace",
    "AppendTail",
    "AppendText",
    "BrokenHeader",
    "CatPartHead",
    "CatPartTail",
    "CommandHead",
    "CommandTail",
    "DataHead",
    "FetchHead",
    "FetchNumber",
    "Form",
    "Header",
    "LineEnd",
    "Lists",
    "LiteralHead",
    "LiteralKind",
    "LiteralMode",
    "MetadataHead",
    "MsgAttHead",
    "Shown",
    "UrlDataHead",
    "UrlFetchHead",
];

/// Names after these words, in the source as rustfmt leaves it.
fn declared(source: &str, types: &mut BTreeSet<String>) {
    let mut lines = source.lines().map(str::trim_start).peekable();
    while let Some(line) = lines.next() {
        let name = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric()).collect() };
        for word in ["pub struct ", "pub enum "] {
            if let Some(rest) = line.strip_prefix(word) {
                types.insert(name(rest));
                // `pub enum Code as CodeName`: the enum of its names.
                types.extend(rest.split_once(" as ").map(|(_, names)| name(names)));
            }
        }
        if line.starts_with("octet_string! {") || line.starts_with("message_number! {") {
            while lines.next_if(|line| line.starts_with("///")).is_some() {}
            types.extend(lines.next().map(name));
        }
    }
}

fn sources(folder: &Path, types: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, types);
        } else if path.file_name().is_some_and(|name| name != "names.rs" && name != "octets.rs") {
            declared(&std::fs::read_to_string(path).unwrap(), types);
        }
    }
}

#[test]
fn no_type_is_forgotten() {
    let mut types = BTreeSet::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src"), &mut types);
    // A macro names them later.
    types.remove("");
    types.extend(["FullUrl", "RumpUrl"].map(String::from));
    let listed: BTreeSet<_> = TESTED.iter().chain(UNTESTED).map(|name| String::from(*name)).collect();
    assert!(types.len() > 200, "{types:?}");
    // Lists of names are left to the macro that declares them.
    let forgotten: Vec<_> = types.difference(&listed).filter(|name| !name.ends_with("Name")).collect();
    assert!(forgotten.is_empty(), "without a test: {forgotten:?}");
    let gone: Vec<_> = listed.difference(&types).collect();
    assert!(gone.is_empty(), "no such type: {gone:?}");
}

#[test]
fn parts_that_are_not_made_at_random_come_back() {
    use imap_types::auth::AuthMechanism;
    use imap_types::compress::CompressionAlgorithm;
    use imap_types::envelope::AddressField;
    use imap_types::flag::Flag;
    use imap_types::mailbox::MailboxEncoding;
    use imap_types::nonempty::NonEmpty;
    use imap_types::number::Uid;
    use imap_types::sequence::{Bound, Span};
    use imap_types::thread::ThreadMember;

    assert!(AddressField::ALL.iter().all(comes_back));
    assert!([MailboxEncoding::ModifiedUtf7, MailboxEncoding::Utf8].iter().all(comes_back));
    assert!(comes_back(&ThreadMember { number: None, depth: 3 }));
    assert!(comes_back(&NonEmpty::one(7)));
    let (low, high) = (Uid::try_from(7).unwrap(), Uid::MAX);
    assert!(comes_back(&Span { start: high, end: low }) && comes_back(&Span { start: low, end: low }));
    assert!(comes_back(&Bound::Number(low)) && comes_back(&Bound::<Uid>::Last));
    assert!(comes_back(&Span { start: Bound::Number(low), end: Bound::Last }));
    let Flag::Extension(extension) = "\\X-Odd".parse().unwrap() else { panic!("an extension") };
    assert!(comes_back(&extension));
    let AuthMechanism::Other(mechanism) = "X-ODD".parse().unwrap() else { panic!("another mechanism") };
    assert!(comes_back(&mechanism));
    let CompressionAlgorithm::Other(algorithm) = serde_json::from_str("\"X-ODD\"").unwrap() else {
        panic!("another algorithm")
    };
    assert!(comes_back(&algorithm));
}

//! The rules that an error can name.

macro_rules! rules {
    ($($Rule:ident = $name:literal,)+) => {
        /// A rule of the grammar, or of a constructor of imap-types.
        #[derive(Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(test, derive(Debug))]
        pub(crate) enum Rule {
            $($Rule,)+
        }

        impl Rule {
            const ALL: &'static [Self] = &[$(Self::$Rule),+];

            /// The names one after the other. A program has an array of texts three times: texts, where they are, and what
            /// the loader has to know of that.
            const NAMES: &'static str = concat!($($name),+);
        }

        /// Where each name ends in them.
        static ENDS: [u16; Rule::ALL.len()] = ends([$($name),+]);
    };
}

/// Where names end that stand one after the other, in order.
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "the compiler runs it")
)]
const fn ends<const COUNT: usize>(names: [&str; COUNT]) -> [u16; COUNT] {
    let (mut ends, mut end, mut at) = ([0; COUNT], 0, 0);
    while at < COUNT {
        assert!(at == 0 || is_less(names[at - 1].as_bytes(), names[at].as_bytes()), "names out of order");
        end += names[at].len();
        assert!(end <= u16::MAX as usize, "names of many octets");
        ends[at] = end as u16;
        at += 1;
    }
    ends
}

const fn is_less(mut one: &[u8], mut other: &[u8]) -> bool {
    while let ([first, rest @ ..], [other_first, other_rest @ ..]) = (one, other) {
        if *first != *other_first {
            return *first < *other_first;
        }
        (one, other) = (rest, other_rest);
    }
    one.len() < other.len()
}

impl Rule {
    /// The RFC's own name, if it has one.
    #[cold]
    #[inline(never)]
    pub(crate) const fn name(self) -> &'static str {
        if let Ok(name) = core::str::from_utf8(self.octets()) { name } else { "" }
    }

    const fn octets(self) -> &'static [u8] {
        let (before, after) = ENDS.split_at(self as usize);
        let start = if let Some(end) = before.last() { *end } else { 0 };
        let end = if let Some(end) = after.first() { *end } else { start };
        let (names, _) = Self::NAMES.as_bytes().split_at(end as usize);
        names.split_at(start as usize).1
    }

    /// The rule with this number, `rule as usize`.
    pub(crate) fn numbered(number: usize) -> Self {
        Self::ALL.get(number).copied().unwrap_or(Self::SomethingElse)
    }

    /// The rule that a constructor of imap-types names. A test holds that there is one.
    #[cold]
    #[inline(never)]
    pub(crate) fn named(name: &str) -> Self {
        let number = Self::ALL.binary_search_by(|rule| rule.octets().cmp(name.as_bytes()));
        number.map_or(Self::SomethingElse, Self::numbered)
    }
}

rules! {
    SpOpen = "\" (\"",
    Open = "\"(\"",
    Close = "\")\"",
    Hyphen = "\"-\"",
    Dot = "\".\"",
    Colon = "\":\"",
    Greater = "\">\"",
    Backslash = "\"\\\"",
    Bracket = "\"]\"",
    AnnotateCode = "ANNOTATE code",
    Annotation = "ANNOTATION",
    AStringChar = "ASTRING-CHAR",
    Catenate = "CATENATE",
    Char8 = "CHAR8",
    Crlf = "CRLF",
    Done = "DONE",
    DQuote = "DQUOTE",
    Earlier = "EARLIER",
    Error = "ERROR",
    Fuzzy = "FUZZY",
    Internal = "INTERNAL",
    MailboxIdAndAccountId = "MAILBOXID and ACCOUNTID",
    MetadataCode = "METADATA code",
    MimePartKey = "MIMEPART key",
    ModSeq = "MODSEQ",
    MessageNewAndExpunge = "MessageNew and MessageExpunge together",
    MessageNewWithoutFetchAtt = "MessageNew without fetch-att",
    NoPrivate = "NOPRIVATE",
    QuotedChar = "QUOTED-CHAR",
    Return = "RETURN",
    Sp = "SP",
    TagWord = "TAG",
    TextChar = "TEXT-CHAR",
    Utf8 = "UTF8",
    Utf8Char = "UTF8-CHAR",
    Depth = "a depth",
    IdFieldLen = "a field of at most 30 octets",
    KeyWithoutVariant = "a key without a variant",
    MimePartKeys = "a list of MIMEPART keys",
    Name = "a name",
    NameWithoutSection = "a name without a section",
    NameWithoutVariant = "a name without a variant",
    IdValueLen = "a value of at most 1024 octets",
    Address = "address",
    Algorithm = "algorithm",
    AnnSize = "ann-size",
    AppendMessage = "append-message",
    UidsAsSequenceNumbers = "as many UIDs as sequence numbers",
    UidsAsCopied = "as many UIDs as were copied",
    ValuesInPlace = "as many values as its place has room for",
    AString = "astring",
    AtLeastOne = "at least one",
    AtLeastOneElement = "at least one element",
    IdFieldCount = "at most 30 fields",
    Atom = "atom",
    AttSearch = "att-search",
    AttSort = "att-sort",
    AttrFlag = "attr-flag",
    Attrib = "attrib",
    AuthType = "auth-type",
    Base64 = "base64",
    Body = "body",
    BodyFldDsp = "body-fld-dsp",
    BodyFldLoc = "body-fld-loc",
    BodyFldParam = "body-fld-param",
    BodyTypeMpart = "body-type-mpart",
    BodyTypeMsg = "body-type-msg",
    Capability = "capability",
    CatPart = "cat-part",
    Charset = "charset",
    CollationId = "collation-id",
    CollationOrder = "collation-order",
    CollationSelected = "collation-selected",
    Command = "command",
    ConcreteMimeType = "concrete-mime-type",
    ContinueReq = "continue-req",
    ConvertAtt = "convert-att",
    ConvertErrorCode = "convert-error-code",
    CreateParam = "create-param",
    DateDay = "date-day",
    DateDayFixed = "date-day-fixed",
    DateMonth = "date-month",
    DateTime = "date-time",
    DateYear = "date-year",
    IdFieldOnce = "each field once",
    Entries = "entries",
    Entry = "entry",
    EntryFlagName = "entry-flag-name",
    EntryMatch = "entry-match",
    EntryTypeReq = "entry-type-req",
    Event = "event",
    EventName = "event-name",
    Events = "events",
    FetchAtt = "fetch-att",
    FetchModifier = "fetch-modifier",
    FetchModifiers = "fetch-modifiers",
    FilterMailboxes = "filter-mailboxes",
    FilterName = "filter-name",
    Flag = "flag",
    GetMetadataOption = "getmetadata-option",
    IdParamsList = "id-params-list",
    Identifier = "identifier",
    ImapUrl = "imapurl",
    InProgressState = "inprogress-state",
    InProgressTag = "inprogress-tag",
    LangRangeQuoted = "lang-range-quoted",
    LangTagQuoted = "lang-tag-quoted",
    LessNesting = "less nesting",
    List = "list",
    ListMailbox = "list-mailbox",
    ListSelectBaseOpt = "list-select-base-opt",
    ListSelectOpt = "list-select-opt",
    ListRightsData = "listrights-data",
    Literal = "literal",
    Literal8 = "literal8",
    Mailbox = "mailbox",
    MboxListExtendedItemTag = "mbox-list-extended-item-tag",
    MbxListFlags = "mbx-list-flags",
    MbxListOflag = "mbx-list-oflag",
    Mechanism = "mechanism",
    MediaBasic = "media-basic",
    MediaSubtype = "media-subtype",
    MessageEvent = "message-event",
    MimeTypeReq = "mime-type-req",
    ModRights = "mod-rights",
    ModSequenceValue = "mod-sequence-value",
    ModSequenceValzer = "mod-sequence-valzer",
    MsgAtt = "msg-att",
    NamespaceDescr = "namespace-descr",
    NewRights = "new-rights",
    Nil = "nil",
    Notify = "notify",
    NString = "nstring",
    Number = "number",
    Number64 = "number64",
    AscendingOrder = "numbers in ascending order",
    NzNumber = "nz-number",
    NzNumber64 = "nz-number64",
    ObjectId = "objectid",
    ObjectIdName = "objectid-name",
    OneUnchangedSince = "one UNCHANGEDSINCE",
    OneGroupForSelected = "one group for the selected mailbox",
    PartialOrAll = "one of PARTIAL and ALL",
    OneCorrelator = "one-correlator",
    Partial = "partial",
    PreviewMod = "preview-mod",
    Quoted = "quoted",
    RenameParam = "rename-param",
    ResourceName = "resource-name",
    RespCondState = "resp-cond-state",
    RespText = "resp-text",
    RespTextCode = "resp-text-code",
    Response = "response",
    ResponseData = "response-data",
    RestOfValue = "rest of the value",
    ReturnOption = "return-option",
    Rights = "rights",
    ScopeOpt = "scope-opt",
    ScopeOption = "scope-option",
    Score = "score",
    SearchKey = "search-key",
    SearchReturnData = "search-return-data",
    SearchReturnOpt = "search-return-opt",
    SearchReturnOpts = "search-return-opts",
    Section = "section",
    SectionBinary = "section-binary",
    SectionPart = "section-part",
    SectionSpec = "section-spec",
    SelectParam = "select-param",
    SeqMatchData = "seq-match-data",
    SeqNumber = "seq-number",
    SequenceSet = "sequence-set",
    SieveUrl = "sieveurl",
    SomethingElse = "something else",
    SortKey = "sort-key",
    StatusAtt = "status-att",
    StatusAttVal = "status-att-val",
    StoreAttFlags = "store-att-flags",
    StoreModifier = "store-modifier",
    String = "string",
    Tag = "tag",
    TaggedExtLabel = "tagged-ext-label",
    TaggedExtVal = "tagged-ext-val",
    Text = "text",
    TextWithoutBracket = "text without \"[\"",
    TheEnd = "the end",
    ThreadAlg = "thread-alg",
    ThreadList = "thread-list",
    ThreadMembers = "thread-members",
    ThreadNested = "thread-nested",
    Time = "time",
    UidRange = "uid-range",
    UidSet = "uid-set",
    UniqueId = "uniqueid",
    UrlFetchParam = "url-fetch-param",
    UrlFull = "url-full",
    UrlMetadata = "url-metadata",
    UrlMetadataEl = "url-metadata-el",
    UrlRespText = "url-resp-text",
    UrlRump = "url-rump",
    Value = "value",
    Zone = "zone",
}

#[cfg(test)]
mod tests;

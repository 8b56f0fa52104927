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

            /// The name of each on a line of its own. A program has an array of texts three times: texts, where they are,
            /// and what the loader has to know of that.
            const NAMES: &'static str = concat!($($name, "\n"),+);
        }
    };
}

impl Rule {
    /// The RFC's own name, if it has one.
    #[cold]
    #[inline(never)]
    pub(crate) const fn name(self) -> &'static str {
        let (mut names, mut before, mut len) = (Self::NAMES.as_bytes(), self as u16, 0_usize);
        while let Some((name, rest)) = names.split_at_checked(len) {
            match (rest, before.checked_sub(1)) {
                ([b'\n', rest @ ..], Some(fewer)) => (names, before, len) = (rest, fewer, 0),
                ([b'\n', ..], None) => {
                    return if let Ok(name) = core::str::from_utf8(name) { name } else { "" };
                }
                _ => len = len.saturating_add(1),
            }
        }
        ""
    }

    /// The rule with this number, `rule as usize`.
    pub(crate) fn numbered(number: usize) -> Self {
        Self::ALL.get(number).copied().unwrap_or(Self::SomethingElse)
    }

    /// The rule that a constructor of imap-types names. A test holds that there is one.
    #[cold]
    #[inline(never)]
    pub(crate) fn named(name: &str) -> Self {
        let number = Self::NAMES.lines().position(|line| line == name);
        number.map_or(Self::SomethingElse, Self::numbered)
    }
}

rules! {
    AString = "astring",
    AStringChar = "ASTRING-CHAR",
    Address = "address",
    Algorithm = "algorithm",
    AnnSize = "ann-size",
    AnnotateCode = "ANNOTATE code",
    Annotation = "ANNOTATION",
    AppendMessage = "append-message",
    AscendingOrder = "numbers in ascending order",
    AtLeastOne = "at least one",
    AtLeastOneElement = "at least one element",
    Atom = "atom",
    AttSearch = "att-search",
    AttSort = "att-sort",
    AttrFlag = "attr-flag",
    Attrib = "attrib",
    AuthType = "auth-type",
    Backslash = "\"\\\"",
    Base64 = "base64",
    Body = "body",
    BodyFldDsp = "body-fld-dsp",
    BodyFldLoc = "body-fld-loc",
    BodyFldParam = "body-fld-param",
    BodyTypeMpart = "body-type-mpart",
    BodyTypeMsg = "body-type-msg",
    Bracket = "\"]\"",
    Capability = "capability",
    CatPart = "cat-part",
    Catenate = "CATENATE",
    Char8 = "CHAR8",
    Charset = "charset",
    Close = "\")\"",
    CollationId = "collation-id",
    CollationOrder = "collation-order",
    CollationSelected = "collation-selected",
    Colon = "\":\"",
    Command = "command",
    ConcreteMimeType = "concrete-mime-type",
    ContinueReq = "continue-req",
    ConvertAtt = "convert-att",
    ConvertErrorCode = "convert-error-code",
    CreateParam = "create-param",
    Crlf = "CRLF",
    DQuote = "DQUOTE",
    DateDay = "date-day",
    DateDayFixed = "date-day-fixed",
    DateMonth = "date-month",
    DateTime = "date-time",
    DateYear = "date-year",
    Depth = "a depth",
    Done = "DONE",
    Dot = "\".\"",
    Earlier = "EARLIER",
    Entries = "entries",
    Entry = "entry",
    EntryFlagName = "entry-flag-name",
    EntryMatch = "entry-match",
    EntryTypeReq = "entry-type-req",
    Error = "ERROR",
    Event = "event",
    EventName = "event-name",
    Events = "events",
    FetchAtt = "fetch-att",
    FetchModifier = "fetch-modifier",
    FetchModifiers = "fetch-modifiers",
    FilterMailboxes = "filter-mailboxes",
    FilterName = "filter-name",
    Flag = "flag",
    Fuzzy = "FUZZY",
    GetMetadataOption = "getmetadata-option",
    Greater = "\">\"",
    Hyphen = "\"-\"",
    IdFieldCount = "at most 30 fields",
    IdFieldLen = "a field of at most 30 octets",
    IdFieldOnce = "each field once",
    IdParamsList = "id-params-list",
    IdValueLen = "a value of at most 1024 octets",
    Identifier = "identifier",
    ImapUrl = "imapurl",
    InProgressState = "inprogress-state",
    InProgressTag = "inprogress-tag",
    Internal = "INTERNAL",
    KeyWithoutVariant = "a key without a variant",
    LangRangeQuoted = "lang-range-quoted",
    LangTagQuoted = "lang-tag-quoted",
    LessNesting = "less nesting",
    List = "list",
    ListMailbox = "list-mailbox",
    ListRightsData = "listrights-data",
    ListSelectBaseOpt = "list-select-base-opt",
    ListSelectOpt = "list-select-opt",
    Literal = "literal",
    Literal8 = "literal8",
    Mailbox = "mailbox",
    MailboxIdAndAccountId = "MAILBOXID and ACCOUNTID",
    MboxListExtendedItemTag = "mbox-list-extended-item-tag",
    MbxListFlags = "mbx-list-flags",
    MbxListOflag = "mbx-list-oflag",
    Mechanism = "mechanism",
    MediaBasic = "media-basic",
    MediaSubtype = "media-subtype",
    MessageEvent = "message-event",
    MessageNewAndExpunge = "MessageNew and MessageExpunge together",
    MessageNewWithoutFetchAtt = "MessageNew without fetch-att",
    MetadataCode = "METADATA code",
    MimePartKey = "MIMEPART key",
    MimePartKeys = "a list of MIMEPART keys",
    MimeTypeReq = "mime-type-req",
    ModRights = "mod-rights",
    ModSeq = "MODSEQ",
    ModSequenceValue = "mod-sequence-value",
    ModSequenceValzer = "mod-sequence-valzer",
    More = "more",
    MsgAtt = "msg-att",
    NString = "nstring",
    Name = "a name",
    NameWithoutSection = "a name without a section",
    NameWithoutVariant = "a name without a variant",
    NamespaceDescr = "namespace-descr",
    NewRights = "new-rights",
    Nil = "nil",
    NoPrivate = "NOPRIVATE",
    Notify = "notify",
    Number = "number",
    Number64 = "number64",
    NzNumber = "nz-number",
    NzNumber64 = "nz-number64",
    ObjectId = "objectid",
    ObjectIdName = "objectid-name",
    OneCorrelator = "one-correlator",
    OneGroupForSelected = "one group for the selected mailbox",
    OneUnchangedSince = "one UNCHANGEDSINCE",
    Open = "\"(\"",
    Partial = "partial",
    PartialOrAll = "one of PARTIAL and ALL",
    PreviewMod = "preview-mod",
    Quoted = "quoted",
    QuotedChar = "QUOTED-CHAR",
    RenameParam = "rename-param",
    ResourceName = "resource-name",
    RespCondState = "resp-cond-state",
    RespText = "resp-text",
    RespTextCode = "resp-text-code",
    Response = "response",
    ResponseData = "response-data",
    RestOfValue = "rest of the value",
    Return = "RETURN",
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
    Sp = "SP",
    SpOpen = "\" (\"",
    StatusAtt = "status-att",
    StatusAttVal = "status-att-val",
    StoreAttFlags = "store-att-flags",
    StoreModifier = "store-modifier",
    String = "string",
    Tag = "tag",
    TagWord = "TAG",
    TaggedExtLabel = "tagged-ext-label",
    TaggedExtVal = "tagged-ext-val",
    Text = "text",
    TextChar = "TEXT-CHAR",
    TextWithoutBracket = "text without \"[\"",
    TheEnd = "the end",
    ThreadAlg = "thread-alg",
    ThreadList = "thread-list",
    ThreadMembers = "thread-members",
    ThreadNested = "thread-nested",
    Time = "time",
    UidRange = "uid-range",
    UidSet = "uid-set",
    UidsAsCopied = "as many UIDs as were copied",
    UidsAsSequenceNumbers = "as many UIDs as sequence numbers",
    UniqueId = "uniqueid",
    UrlFetchParam = "url-fetch-param",
    UrlFull = "url-full",
    UrlMetadata = "url-metadata",
    UrlMetadataEl = "url-metadata-el",
    UrlRespText = "url-resp-text",
    UrlRump = "url-rump",
    Utf8 = "UTF8",
    Utf8Char = "UTF8-CHAR",
    Value = "value",
    ValuesInPlace = "as many values as its place has room for",
    Zone = "zone",
}

#[cfg(test)]
mod tests;

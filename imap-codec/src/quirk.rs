//! What real software sends against the grammar, and this decoder understands nevertheless.

use core::fmt;

macro_rules! quirks {
    ($($variant:ident, $name:literal, $rule:literal, $what:literal;)+) => {
        /// A deviation from the grammar that the decoder knows, accepts by default and records.
        ///
        /// `Display` says what was seen and which section it bends; [`Quirk::name`] is its short name,
        /// [`Quirk::rule`] the rule that strict mode names when it refuses it. None is written unless it was read
        /// and has no legal spelling, or a caller made a value with a name that is not known.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Quirk {
            $(#[doc = $what] $variant,)+
        }

        impl Quirk {
            /// All quirks, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// A short name, in lower case with hyphens.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The ABNF rule that it breaks. What is kept although it is malformed (a response code, an item of
            /// FETCH or STATUS) breaks this one through another within it, and it is that one which strict mode
            /// names.
            pub const fn rule(self) -> &'static str {
                match self { $(Self::$variant => $rule),+ }
            }

            /// Whether it only says that a name is not known, and stands where no grammar has room for others: perhaps
            /// one of an RFC to come. The value has it as `Other`, and it is written as it came.
            pub const fn is_unknown_name(self) -> bool {
                matches!(
                    self,
                    Self::UnknownCommand
                        | Self::UnknownData
                        | Self::UnknownSearchKey
                        | Self::UnknownFetchAtt
                        | Self::UnknownStoreAtt
                        | Self::UnknownStatusAtt
                        | Self::UnknownSortKey
                        | Self::UnknownCompression
                        | Self::UnknownItem
                )
            }
        }

        impl fmt::Display for Quirk {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $what),+ })
            }
        }
    };
}

quirks! {
    BareLf, "bare-lf", "CRLF", "A line ends in LF alone (RFC 9051 §2.2).";
    BareCr, "bare-cr", "CRLF", "A line ends in CR alone (RFC 9051 §2.2).";
    BlankLine, "blank-line", "response", "A line has nothing on it (RFC 9051 §2.2).";
    LeadingNul, "leading-nul", "response", "NULs stand before a response (RFC 9051 §9, CHAR).";
    ExtraSpace, "extra-space", "SP", "More than one space where there is to be one (RFC 9051 §9, note 1).";
    MissingSpace, "missing-space", "SP", "No space where there is to be one (RFC 9051 §9).";
    SpaceInParentheses, "space-in-parentheses", "\")\"", "A space stands after an opening or before a closing parenthesis (RFC 9051 §9).";
    LeadingZero, "leading-zero", "nz-number", "A number that is not zero begins with one (RFC 9051 §9).";
    TrailingSpace, "trailing-space", "CRLF", "A space stands at the end of the line (RFC 9051 §9).";
    PlusInTag, "plus-in-tag", "tag", "A tag has a plus in it (RFC 9051 §9).";
    MissingStatusText, "missing-status-text", "resp-text", "A status response says nothing: no space, no text (RFC 9051 §7.1).";
    MissingContinueSpace, "missing-continue-space", "continue-req", "A continuation request is a bare plus (RFC 9051 §7.6).";
    MissingStar, "missing-star", "response-data", "A response code stands alone, without \"* OK\" (RFC 9051 §7.1).";
    TaggedBye, "tagged-bye", "resp-cond-state", "BYE has a tag (RFC 9051 §7.1.5).";
    TextNotUtf8, "text-not-utf8", "text", "Text for people is neither ASCII nor UTF-8 (RFC 9051 §9).";
    BracketedText, "bracketed-text", "resp-text-code", "Text in brackets is no response code (RFC 9051 §7.1).";
    MalformedCode, "malformed-code", "resp-text-code", "The arguments of a response code are wrong (RFC 9051 §7.1).";
    BareCharset, "bare-charset", "\"(\"", "BADCHARSET has its charsets without parentheses (RFC 9051 §9).";
    UnquotedString, "unquoted-string", "string", "An atom stands where a string is to be quoted (RFC 9051 §4.3).";
    InvalidEscape, "invalid-escape", "QUOTED-CHAR", "A backslash stands before neither a quote nor a backslash (RFC 9051 §9).";
    EightBitQuoted, "eight-bit-quoted", "QUOTED-CHAR", "A quoted string is not ASCII, and UTF-8 was not enabled (RFC 9051 §4.3).";
    EightBitAtom, "eight-bit-atom", "ASTRING-CHAR", "An atom is not ASCII (RFC 9051 §9).";
    NulInLiteral, "nul-in-literal", "CHAR8", "A literal has NUL in it (RFC 9051 §4.3).";
    Literal8AsString, "literal8-as-string", "string", "A binary literal stands where none is allowed (RFC 9051 §4.3.1).";
    NilAsString, "nil-as-string", "string", "NIL stands where a string is required (RFC 9051 §9).";
    NonSyncFromServer, "non-sync-from-server", "literal", "A server sends a non-synchronizing literal (RFC 7888 §3).";
    InvalidFlag, "invalid-flag", "flag", "A flag has a character that an atom has not (RFC 9051 §9).";
    MisplacedFlag, "misplaced-flag", "flag", "\\Recent or \\* stands where it means nothing (RFC 9051 §9).";
    AttributeWithoutBackslash, "attribute-without-backslash", "mbx-list-oflag", "An attribute of a mailbox lacks its backslash (RFC 9051 §9).";
    ContradictoryAttributes, "contradictory-attributes", "mbx-list-flags", "A mailbox has attributes that exclude each other (RFC 9051 §7.3.1).";
    EmptyDelimiter, "empty-delimiter", "QUOTED-CHAR", "An empty string stands for NIL as hierarchy delimiter (RFC 9051 §9).";
    UnknownCommand, "unknown-command", "command", "A command is not known, and its name does not begin with X (RFC 3501 §6.5.1).";
    UnknownData, "unknown-data", "response-data", "A response is not known, and its name does not begin with X (RFC 3501 §6.5.1).";
    UnknownSearchKey, "unknown-search-key", "search-key", "A search key is not known (RFC 9051 §6.4.4).";
    UnknownFetchAtt, "unknown-fetch-att", "fetch-att", "An item of a FETCH or CONVERT command is not known (RFC 9051 §6.4.5).";
    UnknownStoreAtt, "unknown-store-att", "store-att-flags", "An item of a STORE command is not known (RFC 9051 §6.4.6).";
    UnknownStatusAtt, "unknown-status-att", "status-att", "An item of STATUS is not known (RFC 9051 §6.3.11).";
    UnknownSortKey, "unknown-sort-key", "sort-key", "A sort criterion is not known (RFC 5256 §3).";
    UnknownCompression, "unknown-compression", "algorithm", "An algorithm of COMPRESS is not known (RFC 4978 §5).";
    UnknownItem, "unknown-item", "msg-att", "An item of a FETCH response is not known (RFC 9051 §7.5.2).";
    MalformedItem, "malformed-item", "msg-att", "An item of a FETCH response is wrong (RFC 9051 §7.5.2).";
    FuzzyPreview, "fuzzy-preview", "nstring", "PREVIEW has its text in parentheses, behind FUZZY (RFC 8970 §3).";
    MissingValue, "missing-value", "nstring", "An item of a FETCH response has no value (RFC 9051 §7.5.2).";
    PartialEcho, "partial-echo", "\">\"", "A section's origin repeats the length that was asked for (RFC 9051 §7.5.2).";
    MalformedStatusItem, "malformed-status-item", "status-att-val", "An item of a STATUS response is wrong (RFC 9051 §7.3.3).";
    ModSeqWithoutNumbers, "modseq-without-numbers", "nz-number", "A SEARCH response has a mod-sequence but no number (RFC 7162 §3.1.5).";
    MalformedModSeq, "malformed-modseq", "mod-sequence-value", "The mod-sequence of a SEARCH or ESEARCH response is no number above zero (RFC 7162 §3.1.5).";
    ParenthesizedModSeq, "parenthesized-modseq", "search-return-data", "ESEARCH has its mod-sequence in parentheses (RFC 7162 §3.1.10).";
    LateMetadataOptions, "late-metadata-options", "entries", "GETMETADATA has its options after the mailbox (RFC 5464 §5).";
    BareMetadataEntries, "bare-metadata-entries", "CRLF", "GETMETADATA has several entries without parentheses (RFC 5464 §5).";
    LoneThreadList, "lone-thread-list", "thread-nested", "A list stands alone within a list of THREAD (RFC 5256 §5).";
    OneDigitDay, "one-digit-day", "date-day-fixed", "A day of one digit has no space before it (RFC 9051 §9).";
    SpaceBetweenAddresses, "space-between-addresses", "address", "Addresses have spaces between them (RFC 9051 §9).";
    EmptyAddressList, "empty-address-list", "address", "An empty list of addresses stands for NIL (RFC 9051 §9).";
    OddAddress, "odd-address", "address", "An address is neither whole nor part of a group (RFC 9051 §7.5.2).";
    SpaceBetweenNamespaces, "space-between-namespaces", "namespace-descr", "Namespaces have spaces between them (RFC 9051 §9).";
    SpaceBetweenParts, "space-between-parts", "body", "The parts of a multipart have spaces between them (RFC 9051 §9).";
    EmptyParameters, "empty-parameters", "body-fld-param", "An empty list of parameters stands for NIL (RFC 9051 §9).";
    BareDisposition, "bare-disposition", "body-fld-dsp", "A disposition is a mere string (RFC 9051 §9).";
    NilMediaType, "nil-media-type", "media-basic", "A part has no media type (RFC 9051 §9).";
    MessageAsBasic, "message-as-basic", "body-type-msg", "A message is described as a part without structure (RFC 9051 §9).";
    MultipartAsBasic, "multipart-as-basic", "body-type-mpart", "A multipart is described as a part without parts (RFC 9051 §9).";
    EmptyParentheses, "empty-parentheses", "nil", "Empty parentheses stand for NIL in a BODYSTRUCTURE (RFC 9051 §9).";
    EmptyLocation, "empty-location", "body-fld-loc", "Empty parentheses stand for NIL as location (RFC 9051 §9).";
    ExtensionInBody, "extension-in-body", "body", "The item BODY has extension data (RFC 9051 §7.5.2).";
    UnquotedName, "unquoted-name", "astring", "A mailbox name with spaces or the like is not quoted (RFC 9051 §9).";
    UnescapedQuote, "unescaped-quote", "DQUOTE", "A quoted string has a quote in it without a backslash (RFC 9051 §9).";
    NumberOutOfRange, "number-out-of-range", "nz-number", "A number in a list is zero or above 32 bits; it is left out (RFC 9051 §9).";
    EmptySet, "empty-set", "nz-number", "A set of numbers has none (RFC 7162 §3.2.10).";
    QuotedFlag, "quoted-flag", "flag", "A flag is a quoted string (RFC 9051 §9).";
    PlusAtEnd, "plus-at-end", "CRLF", "A plus stands at the end of the line (RFC 9051 §9).";
    QuotedNil, "quoted-nil", "nil", "NIL is a quoted string (RFC 2971 §3.1).";
    ZeroModSeq, "zero-modseq", "mod-sequence-value", "A mod-sequence is zero, or below, where it says that there is none (RFC 7162 §7).";
    WrongElement, "wrong-element", "list", "An element of a list is none that can stand there; it is left out (RFC 9051 §9).";
    TrailingBackslash, "trailing-backslash", "QUOTED-CHAR", "A quoted string ends in a backslash that is not escaped (RFC 9051 §9).";
    OddId, "odd-id", "SP", "ID has a name without a value (RFC 2971 §3.3).";
    RepeatedRight, "repeated-right", "listrights-data", "LISTRIGHTS names a right twice; where it comes first counts (RFC 4314 §3.7).";
    OversizedId, "oversized-id", "id-params-list", "ID has more than 30 fields, one of them twice, or too long a field or value (RFC 2971 §3.3).";
    MalformedCapability, "malformed-capability", "capability", "A capability has an argument that it cannot have (RFC 9051 §7.2.2).";
    ListedMacro, "listed-macro", "fetch-att", "A macro of FETCH stands in parentheses (RFC 9051 §6.4.5).";
    ItemInParentheses, "item-in-parentheses", "msg-att", "Items of a FETCH response stand in parentheses of their own (RFC 9051 §7.5.2).";
    WideUidValidity, "wide-uid-validity", "nz-number", "A UIDVALIDITY is above 32 bits (RFC 9051 §2.3.1.1).";
    MailDate, "mail-date", "date-time", "A date is spelled as in the header of a message (RFC 9051 §9).";
    MalformedField, "malformed-field", "nstring", "A field of an ENVELOPE or BODYSTRUCTURE is of the wrong kind; it is left out (RFC 9051 §9).";
    MissingField, "missing-field", "SP", "An ENVELOPE or a part of a BODYSTRUCTURE has too few fields (RFC 9051 §9).";
    MissingSubtype, "missing-subtype", "media-subtype", "A part has a media type without a subtype (RFC 9051 §9).";
    MalformedUrl, "malformed-url", "imapurl", "A URL is no IMAP URL (RFC 5092 §11).";
    UnauthorizedUrl, "unauthorized-url", "url-full", "A URL that is to grant access to a message does not (RFC 4467 §9).";
    MisplacedUrl, "misplaced-url", "url-rump", "A URL that is to be authorized has no owner, message or access, or a token already (RFC 4467 §7).";
    QuotedUrl, "quoted-url", "url-resp-text", "The URL of a response code is quoted (RFC 4469 §5).";
    JoinedUrlData, "joined-url-data", "url-metadata", "URLFETCH has several elements in one pair of parentheses (RFC 5524 §3.2).";
    UnequalMatch, "unequal-match", "seq-match-data", "QRESYNC has not as many sequence numbers as UIDs, in ascending order; they are left out (RFC 7162 §3.2.5.2).";
    MissingQuotaList, "missing-quota-list", "SP", "QUOTA has no list of resources (RFC 9208 §4.2.1).";
    VanishedAlone, "vanished-alone", "fetch-modifiers", "VANISHED stands in FETCH by number, or without CHANGEDSINCE (RFC 7162 §3.2.6).";
    SaveOfOthers, "save-of-others", "search-return-opts", "ESEARCH has SAVE and searches others than the selected mailbox (RFC 7377 §2.2).";
    Utf8Quoted, "utf8-quoted", "string", "A quoted string has an asterisk before it (RFC 5738 §3.1), and UTF-8 was not enabled.";
    BareEvents, "bare-events", "\"(\"", "BADEVENT has its events without parentheses (RFC 5465 §8).";
}

/// A quirk, and where in the message it was met first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sighting {
    /// Deviation that was tolerated.
    pub quirk: Quirk,
    /// Octets from the start of the message.
    pub offset: usize,
}

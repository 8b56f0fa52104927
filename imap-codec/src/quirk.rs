//! What real software sends against the grammar, and this decoder understands nevertheless.

use core::fmt;

use crate::rule::Rule;

macro_rules! quirks {
    ($($variant:ident, $name:literal, $rule:ident, $what:literal;)+) => {
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
                self.broken().name()
            }

            pub(crate) const fn broken(self) -> Rule {
                match self { $(Self::$variant => Rule::$rule),+ }
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
    BareLf, "bare-lf", Crlf, "A line ends in LF alone (RFC 9051 §2.2).";
    BareCr, "bare-cr", Crlf, "A line ends in CR alone (RFC 9051 §2.2).";
    BlankLine, "blank-line", Response, "A line has nothing on it (RFC 9051 §2.2).";
    LeadingNul, "leading-nul", Response, "NULs stand before a response (RFC 9051 §9, CHAR).";
    ExtraSpace, "extra-space", Sp, "More than one space where there is to be one (RFC 9051 §9, note 1).";
    MissingSpace, "missing-space", Sp, "No space where there is to be one (RFC 9051 §9).";
    SpaceInParentheses, "space-in-parentheses", Close, "A space stands after an opening or before a closing parenthesis (RFC 9051 §9).";
    LeadingZero, "leading-zero", NzNumber, "A number that is not zero begins with one (RFC 9051 §9).";
    TrailingSpace, "trailing-space", Crlf, "A space stands at the end of the line (RFC 9051 §9).";
    PlusInTag, "plus-in-tag", Tag, "A tag has a plus in it (RFC 9051 §9).";
    MissingStatusText, "missing-status-text", RespText, "A status response says nothing: no space, no text (RFC 9051 §7.1).";
    MissingContinueSpace, "missing-continue-space", ContinueReq, "A continuation request is a bare plus (RFC 9051 §7.6).";
    MissingStar, "missing-star", ResponseData, "A response code stands alone, without \"* OK\" (RFC 9051 §7.1).";
    TaggedBye, "tagged-bye", RespCondState, "BYE has a tag (RFC 9051 §7.1.5).";
    TextNotUtf8, "text-not-utf8", Text, "Text for people is neither ASCII nor UTF-8 (RFC 9051 §9).";
    BracketedText, "bracketed-text", RespTextCode, "Text in brackets is no response code (RFC 9051 §7.1).";
    MalformedCode, "malformed-code", RespTextCode, "The arguments of a response code are wrong (RFC 9051 §7.1).";
    BareCharset, "bare-charset", Open, "BADCHARSET has its charsets without parentheses (RFC 9051 §9).";
    UnquotedString, "unquoted-string", String, "An atom stands where a string is to be quoted (RFC 9051 §4.3).";
    InvalidEscape, "invalid-escape", QuotedChar, "A backslash stands before neither a quote nor a backslash (RFC 9051 §9).";
    EightBitQuoted, "eight-bit-quoted", QuotedChar, "A quoted string is not ASCII, and UTF-8 was not enabled (RFC 9051 §4.3).";
    EightBitAtom, "eight-bit-atom", AStringChar, "An atom is not ASCII (RFC 9051 §9).";
    NulInLiteral, "nul-in-literal", Char8, "A literal has NUL in it (RFC 9051 §4.3).";
    Literal8AsString, "literal8-as-string", String, "A binary literal stands where none is allowed (RFC 9051 §4.3.1).";
    NilAsString, "nil-as-string", String, "NIL stands where a string is required (RFC 9051 §9).";
    NonSyncFromServer, "non-sync-from-server", Literal, "A server sends a non-synchronizing literal (RFC 7888 §3).";
    InvalidFlag, "invalid-flag", Flag, "A flag has a character that an atom has not (RFC 9051 §9).";
    MisplacedFlag, "misplaced-flag", Flag, "\\Recent or \\* stands where it means nothing (RFC 9051 §9).";
    AttributeWithoutBackslash, "attribute-without-backslash", MbxListOflag, "An attribute of a mailbox lacks its backslash (RFC 9051 §9).";
    ContradictoryAttributes, "contradictory-attributes", MbxListFlags, "A mailbox has attributes that exclude each other (RFC 9051 §7.3.1).";
    EmptyDelimiter, "empty-delimiter", QuotedChar, "An empty string stands for NIL as hierarchy delimiter (RFC 9051 §9).";
    UnknownCommand, "unknown-command", Command, "A command is not known, and its name does not begin with X (RFC 3501 §6.5.1).";
    UnknownData, "unknown-data", ResponseData, "A response is not known, and its name does not begin with X (RFC 3501 §6.5.1).";
    UnknownSearchKey, "unknown-search-key", SearchKey, "A search key is not known (RFC 9051 §6.4.4).";
    UnknownFetchAtt, "unknown-fetch-att", FetchAtt, "An item of a FETCH or CONVERT command is not known (RFC 9051 §6.4.5).";
    UnknownStoreAtt, "unknown-store-att", StoreAttFlags, "An item of a STORE command is not known (RFC 9051 §6.4.6).";
    UnknownStatusAtt, "unknown-status-att", StatusAtt, "An item of STATUS is not known (RFC 9051 §6.3.11).";
    UnknownSortKey, "unknown-sort-key", SortKey, "A sort criterion is not known (RFC 5256 §3).";
    UnknownCompression, "unknown-compression", Algorithm, "An algorithm of COMPRESS is not known (RFC 4978 §5).";
    UnknownItem, "unknown-item", MsgAtt, "An item of a FETCH response is not known (RFC 9051 §7.5.2).";
    MalformedItem, "malformed-item", MsgAtt, "An item of a FETCH response is wrong (RFC 9051 §7.5.2).";
    FuzzyPreview, "fuzzy-preview", NString, "PREVIEW has its text in parentheses, behind FUZZY (RFC 8970 §3).";
    MissingValue, "missing-value", NString, "An item of a FETCH response has no value (RFC 9051 §7.5.2).";
    PartialEcho, "partial-echo", Greater, "A section's origin repeats the length that was asked for (RFC 9051 §7.5.2).";
    MalformedStatusItem, "malformed-status-item", StatusAttVal, "An item of a STATUS response is wrong (RFC 9051 §7.3.3).";
    ModSeqWithoutNumbers, "modseq-without-numbers", NzNumber, "A SEARCH response has a mod-sequence but no number (RFC 7162 §3.1.5).";
    MalformedModSeq, "malformed-modseq", ModSequenceValue, "The mod-sequence of a SEARCH or ESEARCH response is no number above zero (RFC 7162 §3.1.5).";
    ParenthesizedModSeq, "parenthesized-modseq", SearchReturnData, "ESEARCH has its mod-sequence in parentheses (RFC 7162 §3.1.10).";
    LateMetadataOptions, "late-metadata-options", Entries, "GETMETADATA has its options after the mailbox (RFC 5464 §5).";
    BareMetadataEntries, "bare-metadata-entries", Crlf, "GETMETADATA has several entries without parentheses (RFC 5464 §5).";
    LoneThreadList, "lone-thread-list", ThreadNested, "A list stands alone within a list of THREAD (RFC 5256 §5).";
    OneDigitDay, "one-digit-day", DateDayFixed, "A day of one digit has no space before it (RFC 9051 §9).";
    SpaceBetweenAddresses, "space-between-addresses", Address, "Addresses have spaces between them (RFC 9051 §9).";
    EmptyAddressList, "empty-address-list", Address, "An empty list of addresses stands for NIL (RFC 9051 §9).";
    OddAddress, "odd-address", Address, "An address is neither whole nor part of a group (RFC 9051 §7.5.2).";
    SpaceBetweenNamespaces, "space-between-namespaces", NamespaceDescr, "Namespaces have spaces between them (RFC 9051 §9).";
    SpaceBetweenParts, "space-between-parts", Body, "The parts of a multipart have spaces between them (RFC 9051 §9).";
    EmptyParameters, "empty-parameters", BodyFldParam, "An empty list of parameters stands for NIL (RFC 9051 §9).";
    BareDisposition, "bare-disposition", BodyFldDsp, "A disposition is a mere string (RFC 9051 §9).";
    NilMediaType, "nil-media-type", MediaBasic, "A part has no media type (RFC 9051 §9).";
    MessageAsBasic, "message-as-basic", BodyTypeMsg, "A message is described as a part without structure (RFC 9051 §9).";
    MultipartAsBasic, "multipart-as-basic", BodyTypeMpart, "A multipart is described as a part without parts (RFC 9051 §9).";
    EmptyParentheses, "empty-parentheses", Nil, "Empty parentheses stand for NIL in a BODYSTRUCTURE (RFC 9051 §9).";
    EmptyLocation, "empty-location", BodyFldLoc, "Empty parentheses stand for NIL as location (RFC 9051 §9).";
    ExtensionInBody, "extension-in-body", Body, "The item BODY has extension data (RFC 9051 §7.5.2).";
    UnquotedName, "unquoted-name", AString, "A mailbox name with spaces or the like is not quoted (RFC 9051 §9).";
    UnescapedQuote, "unescaped-quote", DQuote, "A quoted string has a quote in it without a backslash (RFC 9051 §9).";
    NumberOutOfRange, "number-out-of-range", NzNumber, "A number in a list is zero or above 32 bits; it is left out (RFC 9051 §9).";
    EmptySet, "empty-set", NzNumber, "A set of numbers has none (RFC 7162 §3.2.10).";
    QuotedFlag, "quoted-flag", Flag, "A flag is a quoted string (RFC 9051 §9).";
    PlusAtEnd, "plus-at-end", Crlf, "A plus stands at the end of the line (RFC 9051 §9).";
    QuotedNil, "quoted-nil", Nil, "NIL is a quoted string (RFC 2971 §3.1).";
    ZeroModSeq, "zero-modseq", ModSequenceValue, "A mod-sequence is zero, or below, where it says that there is none (RFC 7162 §7).";
    WrongElement, "wrong-element", List, "An element of a list is none that can stand there; it is left out (RFC 9051 §9).";
    TrailingBackslash, "trailing-backslash", QuotedChar, "A quoted string ends in a backslash that is not escaped (RFC 9051 §9).";
    OddId, "odd-id", Sp, "ID has a name without a value (RFC 2971 §3.3).";
    RepeatedRight, "repeated-right", ListRightsData, "LISTRIGHTS names a right twice; where it comes first counts (RFC 4314 §3.7).";
    OversizedId, "oversized-id", IdParamsList, "ID has more than 30 fields, one of them twice, or too long a field or value (RFC 2971 §3.3).";
    MalformedCapability, "malformed-capability", Capability, "A capability has an argument that it cannot have (RFC 9051 §7.2.2).";
    ListedMacro, "listed-macro", FetchAtt, "A macro of FETCH stands in parentheses (RFC 9051 §6.4.5).";
    ItemInParentheses, "item-in-parentheses", MsgAtt, "Items of a FETCH response stand in parentheses of their own (RFC 9051 §7.5.2).";
    WideUidValidity, "wide-uid-validity", NzNumber, "A UIDVALIDITY is above 32 bits (RFC 9051 §2.3.1.1).";
    MailDate, "mail-date", DateTime, "A date is spelled as in the header of a message (RFC 9051 §9).";
    MalformedField, "malformed-field", NString, "A field of an ENVELOPE or BODYSTRUCTURE is of the wrong kind; it is left out (RFC 9051 §9).";
    MissingField, "missing-field", Sp, "An ENVELOPE or a part of a BODYSTRUCTURE has too few fields (RFC 9051 §9).";
    MissingSubtype, "missing-subtype", MediaSubtype, "A part has a media type without a subtype (RFC 9051 §9).";
    MalformedUrl, "malformed-url", ImapUrl, "A URL is no IMAP URL (RFC 5092 §11).";
    UnauthorizedUrl, "unauthorized-url", UrlFull, "A URL that is to grant access to a message does not (RFC 4467 §9).";
    MisplacedUrl, "misplaced-url", UrlRump, "A URL that is to be authorized has no owner, message or access, or a token already (RFC 4467 §7).";
    QuotedUrl, "quoted-url", UrlRespText, "The URL of a response code is quoted (RFC 4469 §5).";
    JoinedUrlData, "joined-url-data", UrlMetadata, "URLFETCH has several elements in one pair of parentheses (RFC 5524 §3.2).";
    UnequalMatch, "unequal-match", SeqMatchData, "QRESYNC has not as many sequence numbers as UIDs, in ascending order; they are left out (RFC 7162 §3.2.5.2).";
    MissingQuotaList, "missing-quota-list", Sp, "QUOTA has no list of resources (RFC 9208 §4.2.1).";
    VanishedAlone, "vanished-alone", FetchModifiers, "VANISHED stands in FETCH by number, or without CHANGEDSINCE (RFC 7162 §3.2.6).";
    SaveOfOthers, "save-of-others", SearchReturnOpts, "ESEARCH has SAVE and searches others than the selected mailbox (RFC 7377 §2.2).";
    Utf8Quoted, "utf8-quoted", String, "A quoted string has an asterisk before it (RFC 5738 §3.1), and UTF-8 was not enabled.";
    BareEvents, "bare-events", Open, "BADEVENT has its events without parentheses (RFC 5465 §8).";
}

/// A quirk, and where in the message it was met first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sighting {
    /// Deviation that was tolerated.
    pub quirk: Quirk,
    /// Octets from the start of the message.
    pub offset: usize,
}

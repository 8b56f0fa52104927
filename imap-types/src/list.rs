//! LIST. [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU8;

use crate::atom::Atom;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::chars::eq_in_any_case;
use crate::error::ValueError;
use crate::mailbox::{ListMailbox, Mailbox};
use crate::metadata::Entry;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::raw::{Unknown, place};
use crate::status::StatusAtt;
use crate::trusted::FromWire;

/// Lists mailboxes by name pattern: `list`.
///
/// ```text
/// C: a LIST (SUBSCRIBED) "" ("INBOX" "Archive/%") RETURN (CHILDREN)
/// ```
/// ```
/// use imap_types::list::{List, ListSelectOpt, ReturnOption};
///
/// let list = List::new("", "%")?.select([ListSelectOpt::Subscribed])?.returns([ReturnOption::Children]);
/// assert_eq!(list.returns.as_deref(), Some(&[ReturnOption::Children][..]));
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
/// [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct List<'a> {
    /// Kinds of mailboxes to list; `()` on the wire where it is empty. `Some` requires
    /// [`Capability::ListExtended`](crate::capability::Capability::ListExtended).
    pub selection: Option<ListSelectOpts<'a>>,
    /// Reference name that the pattern is resolved against, mostly empty.
    pub reference: Mailbox<'a>,
    /// Pattern of the names; several require
    /// [`Capability::ListExtended`](crate::capability::Capability::ListExtended).
    pub patterns: ListPatterns<'a>,
    /// What to tell of each mailbox; `RETURN ()` on the wire where it is empty. `Some` requires
    /// [`Capability::ListExtended`](crate::capability::Capability::ListExtended).
    pub returns: Option<Vec<ReturnOption<'a>>>,
}

bounded_static!(struct List { selection, reference, patterns, returns });

impl<'a> List<'a> {
    /// Lists the mailboxes whose names match a pattern. Refuses names that cannot be sent.
    pub fn new<R, P>(reference: R, pattern: P) -> Result<Self, ValueError>
    where
        R: TryInto<Mailbox<'a>>,
        P: TryInto<ListMailbox<'a>>,
        ValueError: From<R::Error> + From<P::Error>,
    {
        let patterns = ListPatterns::One(pattern.try_into()?);
        Ok(Self { selection: None, reference: reference.try_into()?, patterns, returns: None })
    }

    /// Lists the mailboxes whose names match any of these patterns.
    #[must_use]
    #[inline]
    pub fn patterns(mut self, patterns: NonEmpty<ListMailbox<'a>>) -> Self {
        self.patterns = ListPatterns::AnyOf(patterns);
        self
    }

    /// Lists only such mailboxes. Refuses RECURSIVEMATCH without an option that it modifies.
    pub fn select(mut self, opts: impl IntoIterator<Item = ListSelectOpt<'a>>) -> Result<Self, ValueError> {
        self.selection = Some(Vec::from_iter(opts).try_into()?);
        Ok(self)
    }

    /// Asks for more data of each mailbox.
    #[must_use]
    pub fn returns(mut self, options: impl IntoIterator<Item = ReturnOption<'a>>) -> Self {
        self.returns.get_or_insert_default().extend(options);
        self
    }
}

wire_enum! {
    /// Selection option of LIST: `list-select-opt`.
    ///
    /// ```text
    /// C: a LIST (SUBSCRIBED RECURSIVEMATCH) "" "*"
    ///            ^^^^^^^^^^ ^^^^^^^^^^^^^^
    /// ```
    /// [RFC 5258 §3](https://www.rfc-editor.org/rfc/rfc5258#section-3)
    pub enum ListSelectOpt as ListSelectOptName {
        /// Subscribed names.
        Subscribed = "SUBSCRIBED",
        /// Remote mailboxes as well.
        Remote = "REMOTE",
        /// Parents of matching mailboxes as well, even where they do not match; only beside another option.
        RecursiveMatch = "RECURSIVEMATCH",
        /// Mailboxes with a special use. [RFC 6154](https://www.rfc-editor.org/rfc/rfc6154)
        SpecialUse = "SPECIAL-USE",
        /// Mailboxes that can be opened with UTF-8 only as well; obsolete. Required `UTF8=ACCEPT`. [RFC 5738 §3.4.1](https://www.rfc-editor.org/rfc/rfc5738#section-3.4.1)
        Utf8 = "UTF8",
        /// Mailboxes that can be opened with UTF-8; obsolete. Required `UTF8=ACCEPT`. [RFC 5738 §3.4.1](https://www.rfc-editor.org/rfc/rfc5738#section-3.4.1)
        Utf8Only = "UTF8ONLY",
        ..
        /// An option that this library does not know.
        Other(Unknown<'a, ListSelectOpt<'static>>),
    }
}

place!(ListSelectOpt: Parenthesized, ListSelectOptName);

/// `list-select-opts`: RECURSIVEMATCH stands only beside an option that it can modify.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct ListSelectOpts<'a>(Vec<ListSelectOpt<'a>>);

bounded_static!(tuple ListSelectOpts);

impl<'a> ListSelectOpts<'a> {
    /// The options, in order.
    pub fn as_slice(&self) -> &[ListSelectOpt<'a>] {
        &self.0
    }
}

impl<'a> TryFrom<Vec<ListSelectOpt<'a>>> for ListSelectOpts<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(opts: Vec<ListSelectOpt<'a>>) -> Result<Self, ValueError> {
        let base = |opt: &ListSelectOpt<'_>| {
            matches!(opt, ListSelectOpt::Subscribed | ListSelectOpt::Utf8Only | ListSelectOpt::Other(_))
        };
        if opts.contains(&ListSelectOpt::RecursiveMatch) && !opts.iter().any(base) {
            return Err(ValueError::new("list-select-base-opt", 0));
        }
        Ok(Self(opts))
    }
}

/// One pattern of mailbox names, or a list of them: `mbox-or-pat`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ListPatterns<'a> {
    /// One pattern, as in every LIST of IMAP4rev1.
    One(ListMailbox<'a>),
    /// Mailboxes that match any of these. Requires [`Capability::ListExtended`](crate::capability::Capability::ListExtended). [RFC 5258 §3](https://www.rfc-editor.org/rfc/rfc5258#section-3)
    AnyOf(NonEmpty<ListMailbox<'a>>),
}

bounded_static!(
    enum ListPatterns {
        One(a),
        AnyOf(a),
    }
);

wire_enum! {
    /// Return option of LIST, which asks for data of each mailbox: `return-option`.
    ///
    /// ```text
    /// C: a LIST "" "%" RETURN (CHILDREN STATUS (MESSAGES UNSEEN))
    ///                          ^^^^^^^^ ^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    pub enum ReturnOption as ReturnOptionName {
        /// Whether its name is subscribed.
        Subscribed = "SUBSCRIBED",
        /// Whether it has children.
        Children = "CHILDREN",
        /// Its special use. [RFC 6154](https://www.rfc-editor.org/rfc/rfc6154)
        SpecialUse = "SPECIAL-USE",
        /// These STATUS items, in a STATUS response for each mailbox. [RFC 5819](https://www.rfc-editor.org/rfc/rfc5819)
        Status(NonEmpty<StatusAtt<'a>>) = "STATUS",
        /// The user's own rights, in a MYRIGHTS response for each mailbox. Requires [`Capability::ListMyRights`]. [RFC 8440](https://www.rfc-editor.org/rfc/rfc8440)
        ///
        /// [`Capability::ListMyRights`]: crate::capability::Capability::ListMyRights
        MyRights = "MYRIGHTS",
        /// These annotations, in METADATA responses for each mailbox. Requires [`Capability::ListMetadata`]. [RFC 9590](https://www.rfc-editor.org/rfc/rfc9590)
        ///
        /// [`Capability::ListMetadata`]: crate::capability::Capability::ListMetadata
        Metadata(NonEmpty<Entry<'a>>) = "METADATA",
        /// Whether it can be opened with UTF-8; obsolete. Required `UTF8=ACCEPT`. [RFC 5738 §3.4.2](https://www.rfc-editor.org/rfc/rfc5738#section-3.4.2)
        Utf8 = "UTF8",
        ..
        /// An option that this library does not know.
        Other(Unknown<'a, ReturnOption<'static>>),
    }
}

place!(ReturnOption: Parenthesized, ReturnOptionName);

/// One mailbox of a LIST or LSUB response: `mailbox-list`.
///
/// ```text
/// S: * LIST (\HasNoChildren \Sent) "/" "Sent Items"
/// ```
/// The attributes that have a variant cost no allocation.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MailboxList<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// Hierarchy delimiter; `None` where there is no hierarchy.
    pub delimiter: Option<Delimiter>,
    known: u32,
    rest: Option<Box<Rest<'a>>>,
}

bounded_static!(struct MailboxList { mailbox, delimiter, known, rest });

impl fmt::Debug for MailboxList<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Attributes<'l, 'a>(&'l MailboxList<'a>);
        impl fmt::Debug for Attributes<'_, '_> {
            #[inline]
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_set().entries(self.0.attributes()).finish()
            }
        }
        let Self { mailbox, delimiter, .. } = self;
        let mut list = f.debug_struct("MailboxList");
        list.field("attributes", &Attributes(self)).field("delimiter", delimiter).field("mailbox", mailbox);
        list.field("extended", &self.extended()).finish()
    }
}

/// Seldom present fields, behind one pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Rest<'a> {
    attributes: Vec<MailboxAttribute<'a>>,
    extended: Vec<ExtendedItem<'a>>,
}

bounded_static!(struct Rest { attributes, extended });

impl<'a> MailboxList<'a> {
    /// A mailbox without attributes.
    pub const fn new(mailbox: Mailbox<'a>, delimiter: Option<Delimiter>) -> Self {
        Self { mailbox, delimiter, known: 0, rest: None }
    }

    /// How many attributes [`MailboxList::insert`] looks through for the one it is given: as for flags.
    const LOOKED_THROUGH: usize = 128;

    /// Adds an attribute, unless it is there. What it excludes is taken out: a mailbox has one of `\Marked`, `\Unmarked`
    /// and `\Noselect`, and not both `\HasChildren` and `\HasNoChildren`
    /// ([RFC 9051 §7.3.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.1)). Only the first 128 without a variant are
    /// looked at, so that a set costs no more than its length.
    #[inline]
    pub fn insert(&mut self, attribute: MailboxAttribute<'a>) {
        let bit = attribute.bit();
        for excluding in Self::EXCLUDING {
            if excluding & bit != 0 {
                self.known &= !excluding;
            }
        }
        self.insert_listed(attribute);
    }

    /// As [`MailboxList::insert`], beside what it excludes.
    #[inline]
    pub(crate) fn insert_listed(&mut self, attribute: MailboxAttribute<'a>) {
        match attribute {
            MailboxAttribute::Other(other) => self.insert_other(other),
            known => self.known |= known.bit(),
        }
    }

    /// Attributes of which a mailbox has one.
    const EXCLUDING: [u32; 2] = [
        1 << MailboxAttributeName::HasChildren as u32 | 1 << MailboxAttributeName::HasNoChildren as u32,
        1 << MailboxAttributeName::Marked as u32
            | 1 << MailboxAttributeName::Unmarked as u32
            | 1 << MailboxAttributeName::NoSelect as u32,
    ];

    /// Whether a server sent attributes that exclude each other. Of `\HasChildren` and `\HasNoChildren` a client then takes
    /// both for absent. [RFC 9051 §7.3.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.1)
    #[inline]
    pub fn contradicts_itself(&self) -> bool {
        Self::EXCLUDING.iter().any(|excluding| {
            let several = self.known & excluding;
            several & several.wrapping_sub(1) != 0
        })
    }

    #[inline]
    fn insert_other(&mut self, other: OtherAttribute<'a>) {
        let start = self.others().get(..Self::LOOKED_THROUGH).unwrap_or(self.others());
        if !contains(start, &other.0) {
            self.rest.get_or_insert_default().attributes.push(MailboxAttribute::Other(other));
        }
    }

    /// Whether the mailbox has this attribute. Letters' case does not count.
    #[inline]
    pub fn contains(&self, attribute: &MailboxAttribute<'_>) -> bool {
        self.known & attribute.bit() != 0 || contains(self.others(), attribute.as_bytes())
    }

    /// Attributes of the mailbox, first those that have a variant.
    pub fn attributes(&self) -> impl Iterator<Item = &MailboxAttribute<'a>> {
        // The bits are in the order of the variants.
        let mut left = self.known;
        let known = core::iter::from_fn(move || {
            let attribute =
                MailboxAttribute::PLAIN.get(left.trailing_zeros() as usize).and_then(Option::as_ref);
            left &= left.wrapping_sub(1);
            attribute
        });
        known.chain(self.others())
    }

    fn others(&self) -> &[MailboxAttribute<'a>] {
        self.rest.as_deref().map_or(&[], |rest| &rest.attributes)
    }

    /// Extended data items, such as CHILDINFO and OLDNAME.
    pub fn extended(&self) -> &[ExtendedItem<'a>] {
        self.rest.as_deref().map_or(&[], |rest| &rest.extended)
    }

    /// Adds something that an extended LIST tells.
    #[inline]
    pub fn extend(&mut self, item: ExtendedItem<'a>) {
        self.rest.get_or_insert_default().extended.push(item);
    }
}

fn contains(others: &[MailboxAttribute<'_>], name: &[u8]) -> bool {
    let is = |of: &_| matches!(of, MailboxAttribute::Other(of) if eq_in_any_case(&of.0, name));
    others.iter().any(is)
}

/// The character between the levels of the hierarchy: any of ASCII but CR, LF and NUL.
///
/// ```text
/// S: * LIST () "/" Archive/2024
///               ^
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Delimiter(NonZeroU8);

impl Delimiter {
    /// The character as an octet, to split names with.
    pub const fn get(self) -> u8 {
        self.0.get()
    }
}

impl TryFrom<u8> for Delimiter {
    type Error = ValueError;

    fn try_from(byte: u8) -> Result<Self, ValueError> {
        let byte = NonZeroU8::new(byte).filter(|byte| crate::chars::is_text_char(byte.get()));
        byte.map(Self).ok_or(ValueError::new("QUOTED-CHAR", 0))
    }
}

impl fmt::Debug for Delimiter {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", char::from(self.get()))
    }
}

wire_enum! {
    /// Extended data item of a LIST response: `mbox-list-extended-item`.
    ///
    /// ```text
    /// S: * LIST (\NonExistent) "/" foo (CHILDINFO ("SUBSCRIBED"))
    ///                                   ^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    pub enum ExtendedItem as ExtendedItemName {
        /// Names of the selection options that some descendant matches. [RFC 5258 §3.5](https://www.rfc-editor.org/rfc/rfc5258#section-3.5)
        ChildInfo(NonEmpty<Atom<'a>>) = "CHILDINFO",
        /// The name before a rename, or the name by which the client asked. [RFC 9051 §6.3.9.7](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9.7)
        OldName(Mailbox<'a>) = "OLDNAME",
        ..
        /// An item that this library does not know.
        Other(Unknown<'a, ExtendedItem<'static>>),
    }
}

place!(ExtendedItem: Value, ExtendedItemName);

wire_enum! {
    /// Attribute of a mailbox in a LIST response: `mbx-list-oflag`, `mbx-list-sflag`, `use-attr`.
    ///
    /// ```text
    /// S: * LIST (\HasNoChildren \Sent) "/" "Sent Items"
    ///            ^^^^^^^^^^^^^^ ^^^^^
    /// ```
    #[derive(PartialOrd, Ord)]
    pub enum MailboxAttribute as MailboxAttributeName, as text {
        /// Something is below it.
        HasChildren = "\\HasChildren",
        /// Nothing is below it.
        HasNoChildren = "\\HasNoChildren",
        /// Nothing is or will be below it.
        NoInferiors = "\\Noinferiors",
        /// It cannot be selected.
        NoSelect = "\\Noselect",
        /// It does not exist, but something below it does or its name is subscribed. Implies `\Noselect`.
        NonExistent = "\\NonExistent",
        /// It probably has messages that came since it was last selected.
        Marked = "\\Marked",
        /// No messages came since it was last selected.
        Unmarked = "\\Unmarked",
        /// It is subscribed.
        Subscribed = "\\Subscribed",
        /// It is on another server.
        Remote = "\\Remote",
        /// Special use: all messages. [RFC 6154 §2](https://www.rfc-editor.org/rfc/rfc6154#section-2)
        All = "\\All",
        /// Special use: the archive.
        Archive = "\\Archive",
        /// Special use: drafts.
        Drafts = "\\Drafts",
        /// Special use: the flagged ones.
        Flagged = "\\Flagged",
        /// Special use: spam.
        Junk = "\\Junk",
        /// Special use: sent messages.
        Sent = "\\Sent",
        /// Special use: what is to be deleted.
        Trash = "\\Trash",
        /// Special use: important messages. [RFC 8457 §3](https://www.rfc-editor.org/rfc/rfc8457#section-3)
        Important = "\\Important",
        /// Special use: notes. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        Memos = "\\Memos",
        /// Special use: messages that are to be sent later. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        Scheduled = "\\Scheduled",
        /// Special use: messages that come back later. [RFC 9979](https://www.rfc-editor.org/rfc/rfc9979)
        Snoozed = "\\Snoozed",
        /// The user may no longer see it. [RFC 5465 §5.9](https://www.rfc-editor.org/rfc/rfc5465#section-5.9)
        NoAccess = "\\NoAccess",
        /// It cannot be opened with UTF-8; obsolete. [RFC 5738 §3.4.2](https://www.rfc-editor.org/rfc/rfc5738#section-3.4.2)
        NoUtf8 = "\\NoUTF8",
        /// It can be opened with UTF-8 only; obsolete. [RFC 5738 §3.4.2](https://www.rfc-editor.org/rfc/rfc5738#section-3.4.2)
        Utf8Only = "\\UTF8Only",
        /// The inbox, in XLIST.
        Inbox = "\\Inbox",
        /// All messages, in XLIST.
        AllMail = "\\AllMail",
        /// The flagged ones, in XLIST.
        Starred = "\\Starred",
        /// Spam, in XLIST.
        Spam = "\\Spam",
        ..
        /// An attribute without a variant.
        Other(OtherAttribute<'a>),
    }
}

impl MailboxAttribute<'_> {
    /// The name with its backslash (which servers forget in what is then kept as `Other`).
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Other(other) => &other.0,
            known => known.kind().map_or(&[], |name| name.as_str().as_bytes()),
        }
    }

    /// Where it stands in a set; zero where it has no variant.
    #[inline]
    fn bit(&self) -> u32 {
        self.kind().map_or(0, |name| 1 << name as u32)
    }
}

/// An attribute without a variant in [`MailboxAttribute`]. Made by `MailboxAttribute::try_from`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherAttribute<'a>(alloc::borrow::Cow<'a, [u8]>);

bounded_static!(octets OtherAttribute);

impl fmt::Debug for OtherAttribute<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::octets::debug(&self.0, f)
    }
}

impl<'a> OtherAttribute<'a> {
    /// The octets; with the backslash, unless a server forgot it.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A name that is not known, or that lacks its backslash.
impl<'a> FromWire for OtherAttribute<'a> {
    type Parts = alloc::borrow::Cow<'a, [u8]>;

    #[inline]
    fn from_wire(octets: Self::Parts) -> Self {
        Self(octets)
    }
}

/// Reads `\Sent` and `\X-Custom`.
impl<'a> TryFrom<&'a str> for MailboxAttribute<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(text: &'a str) -> Result<Self, ValueError> {
        let name = text.strip_prefix('\\').ok_or(ValueError::new("\"\\\"", 0))?;
        Atom::try_from(name).map_err(|error| error.after(1))?;
        let other = || Self::Other(OtherAttribute(alloc::borrow::Cow::Borrowed(text.as_bytes())));
        Ok(MailboxAttributeName::from_bytes(text.as_bytes()).and_then(Self::plain).unwrap_or_else(other))
    }
}

/// Writes `\Sent`, with U+FFFD for what is not UTF-8.
impl fmt::Display for MailboxAttribute<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&alloc::string::String::from_utf8_lossy(self.as_bytes()))
    }
}

bounded_static_owned!(Delimiter);

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_mailbox_has_each_attribute_once() {
        let attribute = |text| MailboxAttribute::try_from(text).unwrap();
        let mut list = MailboxList::new(Mailbox::INBOX, None);
        for text in ["\\X-Odd", "\\Sent", "\\SENT", "\\x-odd", "\\HasChildren", "\\Other"] {
            list.insert(attribute(text));
        }
        let written: Vec<_> = list.attributes().map(ToString::to_string).collect();
        assert_eq!(written, ["\\HasChildren", "\\Sent", "\\X-Odd", "\\Other"]);
        assert!(list.contains(&attribute("\\X-ODD")) && !list.contains(&MailboxAttribute::Trash));
        let forgotten = OtherAttribute::from_wire(b"HasNoChildren"[..].into());
        list.insert(MailboxAttribute::Other(forgotten));
        assert!(!list.contains(&MailboxAttribute::HasNoChildren));
    }

    #[test]
    fn an_attribute_takes_the_place_of_those_that_it_excludes() {
        let attribute = |text| MailboxAttribute::try_from(text).unwrap();
        let mut list = MailboxList::new(Mailbox::INBOX, None);
        for text in
            ["\\HasNoChildren", "\\Noselect", "\\HasChildren", "\\Marked", "\\NonExistent", "\\Unmarked"]
        {
            list.insert(attribute(text));
            assert!(!list.contradicts_itself());
        }
        let left: Vec<_> = list.attributes().map(ToString::to_string).collect();
        assert_eq!(left, ["\\HasChildren", "\\NonExistent", "\\Unmarked"]);
        for text in ["\\HasNoChildren", "\\Noselect"] {
            let mut sent = list.clone();
            sent.insert_listed(attribute(text));
            assert!(sent.contradicts_itself() && sent.attributes().count() == 4, "{text}");
        }
    }

    #[test]
    fn every_attribute_has_a_bit_of_its_own() {
        for (index, attribute) in MailboxAttribute::PLAIN.iter().flatten().enumerate() {
            assert_eq!(attribute.bit(), 1 << index, "{attribute}");
        }
    }

    #[test]
    fn many_attributes_cost_no_more_than_their_number() {
        let mut list = MailboxList::new(Mailbox::INBOX, None);
        for number in 0..50_000 {
            let name = alloc::format!("\\{number:07}").into_bytes();
            list.insert(MailboxAttribute::Other(OtherAttribute::from_wire(name.into())));
        }
        assert_eq!(list.attributes().count(), 50_000);
    }

    #[test]
    fn recursivematch_stands_beside_an_option_it_can_modify() {
        use ListSelectOpt::{RecursiveMatch, Remote, SpecialUse, Subscribed, Utf8, Utf8Only};
        assert!(ListSelectOpts::try_from(alloc::vec![RecursiveMatch, Subscribed]).is_ok());
        assert!(ListSelectOpts::try_from(alloc::vec![Utf8Only, RecursiveMatch]).is_ok());
        assert!(ListSelectOpts::try_from(alloc::vec![RecursiveMatch, Remote, SpecialUse, Utf8]).is_err());
        assert!(ListSelectOpts::try_from(Vec::new()).is_ok());
    }

    #[test]
    fn a_refusal_tells_where() {
        assert_eq!(MailboxAttribute::try_from("\\a\r\n"), Err(ValueError::new("atom", 2)));
        assert_eq!(MailboxAttribute::try_from("Sent"), Err(ValueError::new("\"\\\"", 0)));
    }
}

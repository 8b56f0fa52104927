//! ESEARCH, a search in several mailboxes. [RFC 7377](https://www.rfc-editor.org/rfc/rfc7377)

use alloc::vec::Vec;

use crate::bounded::bounded_static;
use crate::charset::Charset;
use crate::error::ValueError;
use crate::filter_mailboxes::FilterMailboxes;
use crate::nonempty::NonEmpty;
use crate::raw::{Unknown, place};
use crate::search::{SearchKey, SearchReturnOpt, SearchReturnOpts};
use crate::trusted::FromWire;

/// Finds messages in several mailboxes: `esearch`.
///
/// ```text
/// C: a ESEARCH IN (mailboxes "folder1" subtree "folder2") unseen
/// S: * ESEARCH (TAG "a" MAILBOX "folder1" UIDVALIDITY 1) UID ALL 4001,4003,4005,4007,4009
/// ```
/// ```
/// use imap_types::filter_mailboxes::FilterMailboxes;
/// use imap_types::multisearch::{MultiSearch, SearchSource};
/// use imap_types::search::{SearchKey, SearchReturnOpt, SearchReturnOpts};
///
/// let source = SearchSource::new(FilterMailboxes::Personal.into(), vec![])?;
/// let search = MultiSearch::new(SearchKey::Unseen).with_source(source)?;
/// assert!(search.clone().with_returns(SearchReturnOpts::from(SearchReturnOpt::Count)).is_ok());
/// // What is saved is in the selected mailbox.
/// assert!(search.with_returns(SearchReturnOpts::from(SearchReturnOpt::Save)).is_err());
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
/// The answer is one [`Data::ESearch`] for each mailbox that has matches. Requires [`Capability::MultiSearch`].
/// [RFC 7377 §2](https://www.rfc-editor.org/rfc/rfc7377#section-2)
///
/// [`Data::ESearch`]: crate::response::Data::ESearch
/// [`Capability::MultiSearch`]: crate::capability::Capability
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct MultiSearch<'a> {
    source: Option<SearchSource<'a>>,
    returns: Option<SearchReturnOpts<'a>>,
    /// The charset of the strings in the keys.
    pub charset: Option<Charset<'a>>,
    /// The keys that a message must match, all of them.
    pub keys: NonEmpty<SearchKey<'a>>,
}

bounded_static!(struct MultiSearch { source, returns, charset, keys });

impl<'a> MultiSearch<'a> {
    /// Finds the messages of the selected mailbox for which every key holds.
    #[inline]
    pub fn new(keys: impl Into<NonEmpty<SearchKey<'a>>>) -> Self {
        Self { source: None, returns: None, charset: None, keys: keys.into() }
    }

    /// Searches these mailboxes; `None` for the selected one.
    ///
    /// # Errors
    ///
    /// SAVE is asked for, and they are others than the selected one.
    #[inline]
    pub fn with_source(self, source: impl Into<Option<SearchSource<'a>>>) -> Result<Self, ValueError> {
        Self { source: source.into(), ..self }.checked()
    }

    /// Chooses the results to give; `RETURN ()` where there are none.
    ///
    /// # Errors
    ///
    /// SAVE is among them, and other mailboxes than the selected one are searched.
    #[inline]
    pub fn with_returns(self, returns: impl Into<Option<SearchReturnOpts<'a>>>) -> Result<Self, ValueError> {
        Self { returns: returns.into(), ..self }.checked()
    }

    #[inline]
    fn checked(self) -> Result<Self, ValueError> {
        if self.has_save_of_others() { Err(ValueError::new("search-return-opts", 0)) } else { Ok(self) }
    }

    /// The mailboxes; `None` for the selected one.
    #[inline]
    pub const fn source(&self) -> Option<&SearchSource<'a>> {
        self.source.as_ref()
    }

    /// Results to give; `RETURN ()` where there are none.
    #[inline]
    pub const fn returns(&self) -> Option<&SearchReturnOpts<'a>> {
        self.returns.as_ref()
    }

    /// Whether it has SAVE, and searches others than the selected mailbox. Only a client's that was read does; a server
    /// answers BAD. [RFC 7377 §2.2](https://www.rfc-editor.org/rfc/rfc7377#section-2.2)
    #[inline]
    pub fn has_save_of_others(&self) -> bool {
        let is_other = |group: &_| *group != FilterMailboxes::Selected;
        self.source.as_ref().is_some_and(|source| source.mailboxes.iter().any(is_other))
            && self.returns.iter().flatten().any(|option| *option == SearchReturnOpt::Save)
    }

    /// Whether the selected mailbox is searched, so that there must be one.
    /// [RFC 7377 §2.2](https://www.rfc-editor.org/rfc/rfc7377#section-2.2)
    pub fn is_about_selected(&self) -> bool {
        let Some(source) = &self.source else { return true };
        source.mailboxes.contains(&FilterMailboxes::Selected)
    }
}

/// Whatever a client has sent.
impl<'a> FromWire for MultiSearch<'a> {
    type Parts = (
        Option<SearchSource<'a>>,
        Option<SearchReturnOpts<'a>>,
        Option<Charset<'a>>,
        NonEmpty<SearchKey<'a>>,
    );

    #[inline]
    fn from_wire((source, returns, charset, keys): Self::Parts) -> Self {
        Self { source, returns, charset, keys }
    }
}

/// The mailboxes that ESEARCH searches: `esearch-source-opts`.
///
/// ```text
/// C: a ESEARCH IN (selected subtree-one ("box1" "box2")) unseen
///              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 7377 §2.2](https://www.rfc-editor.org/rfc/rfc7377#section-2.2)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SearchSource<'a> {
    mailboxes: NonEmpty<FilterMailboxes<'a>>,
    options: Vec<ScopeOption<'a>>,
}

bounded_static!(struct SearchSource { mailboxes, options });

impl<'a> SearchSource<'a> {
    /// The mailboxes of any of the groups. Refuses `selected-delayed`.
    #[inline]
    pub fn new(
        mailboxes: NonEmpty<FilterMailboxes<'a>>,
        options: Vec<ScopeOption<'a>>,
    ) -> Result<Self, ValueError> {
        match mailboxes.iter().position(|group| *group == FilterMailboxes::SelectedDelayed) {
            Some(index) => Err(ValueError::new("filter-mailboxes", index)),
            None => Ok(Self { mailboxes, options }),
        }
    }

    /// The groups of mailboxes.
    pub fn mailboxes(&self) -> &NonEmpty<FilterMailboxes<'a>> {
        &self.mailboxes
    }

    /// The options, of which no RFC has defined any.
    pub fn options(&self) -> &[ScopeOption<'a>] {
        &self.options
    }
}

/// An option of ESEARCH, none of which is known: `scope-option`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ScopeOption<'a> {
    /// An option that this library does not know.
    Other(Unknown<'a, ScopeOption<'static>>),
}

bounded_static!(
    enum ScopeOption {
        Other(a),
    }
);

place!(ScopeOption: Tagged);

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for MultiSearch<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut search = Self {
            source: u.arbitrary()?,
            returns: u.arbitrary()?,
            charset: u.arbitrary()?,
            keys: u.arbitrary()?,
        };
        if search.has_save_of_others() {
            search.source = None;
        }
        Ok(search)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for SearchSource<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut mailboxes = NonEmpty::<FilterMailboxes<'a>>::arbitrary(u)?;
        for group in &mut mailboxes {
            if *group == FilterMailboxes::SelectedDelayed {
                *group = FilterMailboxes::Selected;
            }
        }
        Self::new(mailboxes, u.arbitrary()?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

//! ESEARCH, a search in several mailboxes. [RFC 7377](https://www.rfc-editor.org/rfc/rfc7377)

use alloc::vec::Vec;

use crate::bounded::bounded_static;
use crate::charset::Charset;
use crate::error::ValueError;
use crate::filter_mailboxes::FilterMailboxes;
use crate::nonempty::NonEmpty;
use crate::raw::{Unknown, place};
use crate::search::{SearchKey, SearchReturnOpts};

/// Finds messages in several mailboxes: `esearch`.
///
/// ```text
/// C: a ESEARCH IN (mailboxes "folder1" subtree "folder2") unseen
/// S: * ESEARCH (TAG "a" MAILBOX "folder1" UIDVALIDITY 1) UID ALL 4001,4003,4005,4007,4009
/// ```
/// The answer is one [`Data::ESearch`] for each mailbox that has matches. Requires [`Capability::MultiSearch`].
/// [RFC 7377 §2](https://www.rfc-editor.org/rfc/rfc7377#section-2)
///
/// [`Data::ESearch`]: crate::response::Data::ESearch
/// [`Capability::MultiSearch`]: crate::capability::Capability
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MultiSearch<'a> {
    /// The mailboxes; `None` for the selected one.
    pub source: Option<SearchSource<'a>>,
    /// Results to give; `RETURN ()` where it is empty.
    pub returns: Option<SearchReturnOpts<'a>>,
    /// The charset of the strings in the keys.
    pub charset: Option<Charset<'a>>,
    /// The keys that a message must match, all of them.
    pub keys: NonEmpty<SearchKey<'a>>,
}

bounded_static!(struct MultiSearch { source, returns, charset, keys });

impl MultiSearch<'_> {
    /// Whether the selected mailbox is searched, so that there must be one.
    /// [RFC 7377 §2.2](https://www.rfc-editor.org/rfc/rfc7377#section-2.2)
    pub fn is_about_selected(&self) -> bool {
        let Some(source) = &self.source else { return true };
        source.mailboxes.contains(&FilterMailboxes::Selected)
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

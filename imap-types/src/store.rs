//! STORE. [RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.6)

pub use self::modifiers::StoreModifiers;
use crate::annotate::EntryAtt;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::flag::Flags;
use crate::gmail::StoreGmLabels;
use crate::names::{wire_enum, wire_names};
use crate::nonempty::NonEmpty;
use crate::number::ModSeq;
use crate::raw::{Unknown, place};
use crate::sequence::MessageSet;

mod modifiers;

/// Changes the flags of messages, their labels or their annotations: `store`.
///
/// ```text
/// C: a UID STORE 7,9 (UNCHANGEDSINCE 320162338) +FLAGS (\Seen)
/// ```
/// ```
/// use imap_types::flag::Flag;
/// use imap_types::number::ModSeq;
/// use imap_types::sequence::UidSequenceSet;
/// use imap_types::store::{Store, StoreAction, StoreFlags, StoreModifier};
///
/// let seen = StoreFlags::new(StoreAction::Add, [Flag::Seen]);
/// let store = Store::new(UidSequenceSet::try_from("7,9")?, seen).unchanged_since(ModSeq::new(320_162_338));
/// assert_eq!(store.modifiers[..], [StoreModifier::UnchangedSince(ModSeq::new(320_162_338))]);
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
/// [RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.6)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Store<'a> {
    /// Messages to change, by UID or sequence number.
    pub messages: MessageSet,
    /// Conditions, such as UNCHANGEDSINCE; mostly empty.
    pub modifiers: StoreModifiers<'a>,
    /// Change of flags, labels or annotations.
    pub att: StoreAtt<'a>,
}

bounded_static!(struct Store { messages, modifiers, att });

impl<'a> Store<'a> {
    /// Makes this change to each of the messages, without condition.
    pub fn new(messages: impl Into<MessageSet>, att: impl Into<StoreAtt<'a>>) -> Self {
        Self { messages: messages.into(), modifiers: StoreModifiers::default(), att: att.into() }
    }

    /// Adds a condition, which requires its capability. There is one UNCHANGEDSINCE, the last.
    #[must_use]
    #[inline]
    pub fn modifier(self, modifier: StoreModifier<'a>) -> Self {
        Self { modifiers: self.modifiers.with(modifier), ..self }
    }

    /// Leaves messages alone that changed after this point; with `None` those that changed at all. Requires
    /// [`Capability::CondStore`](crate::capability::Capability::CondStore).
    /// [RFC 7162 §3.1.3](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.3)
    #[must_use]
    #[inline]
    pub fn unchanged_since(self, mod_seq: Option<ModSeq>) -> Self {
        self.modifier(StoreModifier::UnchangedSince(mod_seq))
    }
}

/// What STORE does to each message.
///
/// ```text
/// C: a STORE 2:4 +FLAGS.SILENT (\Deleted)
///                ^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum StoreAtt<'a> {
    /// Changes flags: `store-att-flags`.
    Flags(StoreFlags<'a>),
    /// Changes Gmail's labels; those of the system have a backslash. Requires `X-GM-EXT-1`.
    /// [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
    #[cfg_attr(feature = "serde", serde(rename = "X-GM-LABELS"))]
    GmLabels(StoreGmLabels<'a>),
    /// Sets or removes annotations, without an answer: `att-annotate`. Requires `ANNOTATE-EXPERIMENT-1`.
    /// [RFC 5257 §4.5](https://www.rfc-editor.org/rfc/rfc5257#section-4.5)
    Annotation(NonEmpty<EntryAtt<'a>>),
    /// Something to store that this library does not know.
    #[cfg_attr(feature = "serde", serde(rename = "Other"))]
    Other(Unknown<'a, StoreAtt<'static>>),
}

bounded_static!(
    enum StoreAtt {
        Flags(a),
        GmLabels(a),
        Annotation(a),
        Other(a),
    }
);

impl<'a> From<StoreFlags<'a>> for StoreAtt<'a> {
    fn from(flags: StoreFlags<'a>) -> Self {
        Self::Flags(flags)
    }
}

impl<'a> From<StoreGmLabels<'a>> for StoreAtt<'a> {
    fn from(labels: StoreGmLabels<'a>) -> Self {
        Self::GmLabels(labels)
    }
}

/// A change of flags: `store-att-flags`.
///
/// ```text
/// C: a STORE 2:4 +FLAGS.SILENT (\Deleted)
///                ^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StoreFlags<'a> {
    /// How the flags change.
    pub action: StoreAction,
    /// Whether the server tells the new flags.
    pub response: StoreResponse,
    /// Flags to set, add or remove.
    pub flags: Flags<'a>,
}

bounded_static!(struct StoreFlags { action, response, flags });

impl<'a> StoreFlags<'a> {
    /// Changes these flags; the server tells the new ones.
    pub fn new(action: StoreAction, flags: impl Into<Flags<'a>>) -> Self {
        Self { action, response: StoreResponse::Answer, flags: flags.into() }
    }

    /// The server need not tell the new flags: `.SILENT`.
    #[must_use]
    pub const fn silent(mut self) -> Self {
        self.response = StoreResponse::Silent;
        self
    }
}

place!(StoreAtt: Value, StoreAttName);

wire_names! {
    /// The names of [`StoreAtt`].
    pub enum StoreAttName {
        /// `FLAGS`: replaces the flags of the messages by these.
        Flags = "FLAGS",
        /// `FLAGS.SILENT`: the same without an answer.
        FlagsSilent = "FLAGS.SILENT",
        /// `+FLAGS`: adds flags to those that the messages have.
        AddFlags = "+FLAGS",
        /// `+FLAGS.SILENT`: the same without an answer.
        AddFlagsSilent = "+FLAGS.SILENT",
        /// `-FLAGS`: removes flags from the messages.
        RemoveFlags = "-FLAGS",
        /// `-FLAGS.SILENT`: the same without an answer.
        RemoveFlagsSilent = "-FLAGS.SILENT",
        /// Annotations.
        Annotation = "ANNOTATION",
        /// Gmail's labels, all of them.
        GmLabels = "X-GM-LABELS",
        /// Gmail's labels, without an answer.
        GmLabelsSilent = "X-GM-LABELS.SILENT",
        /// More of Gmail's labels.
        AddGmLabels = "+X-GM-LABELS",
        /// More of Gmail's labels, without an answer.
        AddGmLabelsSilent = "+X-GM-LABELS.SILENT",
        /// Fewer of Gmail's labels.
        RemoveGmLabels = "-X-GM-LABELS",
        /// Fewer of Gmail's labels, without an answer.
        RemoveGmLabelsSilent = "-X-GM-LABELS.SILENT",
    }
}

/// How STORE changes flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum StoreAction {
    /// `FLAGS`: these and no others.
    Replace,
    /// `+FLAGS`: these besides those that are set.
    Add,
    /// `-FLAGS`: none of these.
    Remove,
}

/// Whether the server answers STORE with the new flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum StoreResponse {
    /// Without `.SILENT`: it does.
    Answer,
    /// `.SILENT`: it need not.
    Silent,
}

bounded_static_owned!(StoreAction, StoreResponse);

wire_enum! {
    /// A condition on STORE: `store-modifier`.
    ///
    /// ```text
    /// C: a STORE 7,5,9 (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\Deleted)
    ///                   ^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    pub enum StoreModifier as StoreModifierName {
        /// Changes only messages that did not change after this point; `None` for zero, before all changes. [RFC 7162 §3.1.3](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.3)
        UnchangedSince(Option<ModSeq>) = "UNCHANGEDSINCE",
        ..
        /// A modifier that this library does not know.
        Other(Unknown<'a, StoreModifier<'static>>),
    }
}

place!(StoreModifier: Tagged, StoreModifierName);

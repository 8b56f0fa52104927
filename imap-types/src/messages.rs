//! What a command and what untagged data is: [`messages!`] declares both, a row for each name.

/// Declares an enum of messages, of which each row tells all that this crate has to know:
///
/// ```ignore
/// messages! {
///     /// Name and arguments of a command.
///     pub enum CommandBody as CommandName, listed by each_command {
///         /// `NOOP`: does nothing.
///         Noop = "NOOP", no arguments;
///         /// `MYRIGHTS`: asks for the user's own rights.
///         MyRights(my: MyRights<'a>) = "MYRIGHTS", mailboxes [&my.mailbox];
///         /// `SORT`, `UID SORT`: finds messages and orders them.
///         Sort(sort: Sort<'a>) = "SORT", numbered by sort.numbering, mailboxes [];
///         /// `DELETE`: deletes a mailbox.
///         Delete { /** Mailbox to delete. */ mailbox: Mailbox<'a> } = "DELETE", by hand, mailboxes [mailbox];
///         ..
///         /// `UID EXPUNGE`: removes messages.
///         UidExpunge { /** Their UIDs. */ uids: UidSequenceSet }, named Some(CommandName::Expunge), numbered by Numbering::Uid;
///     }
///     also named {
///         /// `UID`
///         Uid = "UID",
///     }
/// }
/// ```
/// Yields the enum, its list of names, `kind`, owning, `Arbitrary` and serde, and what [`CommandBody::mailboxes`],
/// [`Data::mailbox`] and [`CommandBody::numbering`] tell. `mailboxes` are references or options of them, two at most.
///
/// imap-codec makes its readers and writers of the macro after `listed by`, which calls another one with the variants:
/// those without arguments, and those whose value its traits read and write. The others, `by hand` and behind the dots, it
/// spells out.
///
/// [`CommandBody::mailboxes`]: crate::command::CommandBody::mailboxes
/// [`CommandBody::numbering`]: crate::command::CommandBody::numbering
/// [`Data::mailbox`]: crate::response::Data::mailbox
macro_rules! messages {
    (
        $(#[$meta:meta])* pub enum $Enum:ident as $Name:ident, listed by $list:ident {
            $(
                $(#[$doc:meta])* $Variant:ident
                    $(($value:ident: $Value:ty))?
                    $({ $($(#[$about:meta])* $field:ident: $Field:ty),+ $(,)? })?
                    = $name:literal
                    $(, no $arguments:ident)?
                    $(, numbered by $numbering:expr)?
                    $(, mailboxes [$($mailbox:expr),*])?
                    $(, by hand, mailboxes [$($by_hand:expr),*])?;
            )+
            ..
            $(
                $(#[$rest_doc:meta])* $Rest:ident
                    $(($rest:ident: $RestValue:ty))?
                    $({ $($(#[$rest_about:meta])* $rest_field:ident: $RestField:ty),+ $(,)? })?
                    , named $kind:expr
                    $(, numbered by $rest_numbering:expr)?;
            )+
        }
        also named { $($(#[$also_doc:meta])* $Also:ident = $also:literal,)* }
    ) => {
        $crate::names::wire_names! {
            #[doc = concat!("The names of [`", stringify!($Enum), "`].")]
            pub enum $Name {
                $(#[doc = concat!("`", $name, "`")] $Variant = $name,)+
                $($(#[$also_doc])* $Also = $also,)*
            }
        }

        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub enum $Enum<'a> {
            $(
                $(#[$doc])*
                #[cfg_attr(feature = "serde", serde(rename = $name))]
                $Variant $(($Value))? $({ $($(#[$about])* $field: $Field),+ })?,
            )+
            $(
                $(#[$rest_doc])*
                $Rest $(($RestValue))? $({ $($(#[$rest_about])* $rest_field: $RestField),+ })?,
            )+
        }

        #[allow(unused_variables, reason = "a row names its value, whether it tells something of it or not")]
        impl<'a> $Enum<'a> {
            /// Its name, without what may stand before it; `None` for one that this library does not know.
            pub const fn kind(&self) -> Option<$Name> {
                match self {
                    $(Self::$Variant { .. } => Some($Name::$Variant),)+
                    $(Self::$Rest $(($rest))? $({ $($rest_field),+ })? => $kind,)+
                }
            }

            /// How it numbers messages.
            #[allow(dead_code, reason = "of use for commands")]
            pub(crate) fn numbers(&self) -> $crate::number::Numbering {
                match self {
                    $(Self::$Variant $(($value))? $({ $($field),+ })? =>
                        $crate::messages::messages!(@numbering $($numbering)?),)+
                    $(Self::$Rest $(($rest))? $({ $($rest_field),+ })? =>
                        $crate::messages::messages!(@numbering $($rest_numbering)?),)+
                }
            }

            /// The mailboxes that it names.
            pub(crate) fn named(&self) -> [Option<&$crate::mailbox::Mailbox<'a>>; 2] {
                match self {
                    $(Self::$Variant $(($value))? $({ $($field),+ })? => $crate::messages::messages!(
                        @mailboxes $([$arguments])? $([$($mailbox,)*])? $([$($by_hand,)*])?
                    ),)+
                    $(Self::$Rest { .. } => [None, None],)+
                }
            }
        }

        impl bounded_static::IntoBoundedStatic for $Enum<'_> {
            type Static = $Enum<'static>;
            #[inline]
            fn into_static(self) -> $Enum<'static> {
                use bounded_static::IntoBoundedStatic;
                $crate::bounded::lazily(self, |this| match this {
                    $($Enum::$Variant $(($value))? $({ $($field),+ })? => $Enum::$Variant
                        $((IntoBoundedStatic::into_static($value)))?
                        $({ $($field: IntoBoundedStatic::into_static($field)),+ })?,)+
                    $($Enum::$Rest $(($rest))? $({ $($rest_field),+ })? => $Enum::$Rest
                        $((IntoBoundedStatic::into_static($rest)))?
                        $({ $($rest_field: IntoBoundedStatic::into_static($rest_field)),+ })?,)+
                })
            }
        }

        $crate::bounded::to_bounded_static!($Enum);

        impl $Name {
            /// Whether messages stand in it by number or by UID.
            #[allow(dead_code, reason = "of use for commands")]
            pub(crate) const fn is_numbered(self) -> bool {
                match self {
                    $(Self::$Variant => $crate::messages::messages!(@is_numbered $($numbering)?),)+
                    $(Self::$Also => false,)*
                }
            }
        }

        $crate::messages::messages! {
            @list ($) $list { $($($Variant [$arguments])?)+ } { $($($Variant [$($mailbox),*])?)+ }
        }
    };
    (@numbering) => { $crate::number::Numbering::SeqNum };
    (@numbering $numbering:expr) => { $numbering };
    (@is_numbered) => { false };
    (@is_numbered $numbering:expr) => { true };
    (@mailboxes [arguments]) => { [None, None] };
    (@mailboxes []) => { [None, None] };
    (@mailboxes [$mailbox:expr,]) => { [Option::from($mailbox), None] };
    (@mailboxes [$mailbox:expr, $other:expr,]) => { [Option::from($mailbox), Option::from($other)] };
    (@list ($d:tt) $list:ident { $($Plain:ident $no:tt)* } { $($Value:ident $mailboxes:tt)* }) => {
        /// Calls a macro with the variants without arguments, and with those that have a value.
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $list {
            ($d callback:ident) => {
                $d callback! { { $($Plain)* } { $($Value)* } }
            };
        }
    };
}

pub(crate) use messages;

//! The names that stand on the wire, each spelled once.
//!
//! [`wire_names!`] declares names, [`wire_enum!`] an enum whose variants have names, and with them everything that
//! follows from a name. A reader of the grammar matches on what `from_bytes` returns and a writer on the enum, both
//! exhaustively: a name without a reader or a writer does not compile.

pub(crate) mod lookup;

/// Declares a list of names: an enum without fields, with `ALL`, `as_str`, `from_bytes` (in any case), `Display` and `FromStr`.
///
/// ```ignore
/// wire_names! {
///     /// `status-att`.
///     pub enum StatusAttName {
///         /// Number of messages.
///         Messages = "MESSAGES",
///     }
/// }
/// ```
macro_rules! wire_names {
    ($(#[$meta:meta])* pub enum $Name:ident { $($(#[$doc:meta])* $Variant:ident = $name:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub enum $Name { $($(#[$doc])* $Variant,)+ }

        impl $Name {
            /// All names, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$Variant),+];

            /// The name as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$Variant => $name),+ }
            }

            /// The variant that has this name, in any case.
            pub fn from_bytes(name: &[u8]) -> Option<Self> {
                Self::ALL.get(Self::INDEX.find(name)).copied()
            }

            /// The same, and the search is part of its caller: for names that come by the thousand.
            #[inline]
            pub fn from_frequent_bytes(name: &[u8]) -> Option<Self> {
                Self::ALL.get(Self::INDEX.find_at_once(name)).copied()
            }

            const INDEX: &'static $crate::names::lookup::Index<{ $Name::ALL.len() }, { $Name::LEN_OF_TABLE }> = {
                static INDEX: $crate::names::lookup::Index<{ $Name::ALL.len() }, { $Name::LEN_OF_TABLE }> =
                    $crate::names::lookup::Index::of([$($name),+]);
                &INDEX
            };

            const LEN_OF_TABLE: usize = $crate::names::lookup::len_of_table(&[$($name),+]);
        }

        impl core::fmt::Display for $Name {
            #[inline]
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        /// Reads the name, in any case.
        impl core::str::FromStr for $Name {
            type Err = $crate::error::ValueError;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::from_bytes(text.as_bytes())
                    .ok_or($crate::error::ValueError::new(concat!("a name of ", stringify!($Name)), 0))
            }
        }

        $crate::bounded::bounded_static_owned!($Name);

        #[cfg(feature = "serde")]
        $crate::serde_parts::as_names!($Name, [$($name),+]);
    };
}

/// Declares an enum whose variants have names on the wire, each with at most one value; what is not known comes last.
/// Yields the enum and its list of names, `kind`, owning and `Arbitrary`.
///
/// ```ignore
/// wire_enum! {
///     /// `status-att-val`.
///     pub enum StatusAttVal as StatusAttValName {
///         /// Number of messages.
///         Messages(u32) = "MESSAGES",
///         ..
///         /// An item that this library does not know.
///         Other(Unknown<'a, StatusAttVal<'static>>),
///     }
/// }
/// ```
/// With `of` in place of `as`, and no names, it shares a list of names that stands elsewhere. `, Arbitrary by hand` after
/// the list's name leaves out `Arbitrary` and `Deserialize`, for what contains itself; `, as text` leaves out `Serialize`
/// and `Deserialize`, for what `Display` writes and `FromStr` reads.
macro_rules! wire_enum {
    ($(#[$meta:meta])* pub enum $Enum:ident as $Name:ident {
        $($(#[$doc:meta])* $Variant:ident $(($Value:ty))? = $name:literal,)+
        ..
        $($rest:tt)+
    }) => {
        $crate::names::wire_names! {
            #[doc = concat!("The names of [`", stringify!($Enum), "`].")]
            pub enum $Name { $($(#[$doc])* $Variant = $name,)+ }
        }
        $crate::names::wire_enum! {
            $(#[$meta])* pub enum $Enum of $Name { $($(#[$doc])* $Variant $(($Value))?,)+ .. $($rest)+ }
        }
    };
    ($(#[$meta:meta])* pub enum $Enum:ident as $Name:ident, as text {
        $($(#[$doc:meta])* $Variant:ident $(($Value:ty))? = $name:literal,)+
        ..
        $($rest:tt)+
    }) => {
        $crate::names::wire_names! {
            #[doc = concat!("The names of [`", stringify!($Enum), "`].")]
            pub enum $Name { $($(#[$doc])* $Variant = $name,)+ }
        }
        $crate::names::wire_enum! {
            @enum $(#[$meta])* pub enum $Enum of $Name { $($(#[$doc])* $Variant $(($Value))?,)+ .. $($rest)+ }
        }
        $crate::names::wire_enum!(@arbitrary $Enum of $Name { $($Variant $(($Value))?,)+ });
    };
    ($(#[$meta:meta])* pub enum $Enum:ident as $Name:ident, Arbitrary by hand {
        $($(#[$doc:meta])* $Variant:ident $(($Value:ty))? = $name:literal,)+
        ..
        $($rest:tt)+
    }) => {
        $crate::names::wire_names! {
            #[doc = concat!("The names of [`", stringify!($Enum), "`].")]
            pub enum $Name { $($(#[$doc])* $Variant = $name,)+ }
        }
        $crate::names::wire_enum! {
            @enum $(#[$meta])* pub enum $Enum of $Name { $($(#[$doc])* $Variant $(($Value))?,)+ .. $($rest)+ }
        }
        #[cfg(feature = "serde")]
        $crate::serde_parts::as_enum!($Enum of $Name { $($Variant $(($Value))?,)+ .. $($rest)+ });
    };
    ($(#[$meta:meta])* pub enum $Enum:ident of $Name:ident {
        $($(#[$doc:meta])* $Variant:ident $(($Value:ty))?,)+
        ..
        $($rest:tt)+
    }) => {
        $crate::names::wire_enum! {
            @enum $(#[$meta])* pub enum $Enum of $Name { $($(#[$doc])* $Variant $(($Value))?,)+ .. $($rest)+ }
        }

        $crate::names::wire_enum!(@arbitrary $Enum of $Name { $($Variant $(($Value))?,)+ });
        #[cfg(feature = "serde")]
        $crate::serde_parts::as_enum!($Enum of $Name { $($Variant $(($Value))?,)+ .. $($rest)+ });
        #[cfg(feature = "serde")]
        $crate::serde_parts::read_enum!($Enum);
    };
    (@arbitrary $Enum:ident of $Name:ident { $($Variant:ident $(($Value:ty))?,)+ }) => {
        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $Enum<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                if u.ratio(1, 8)? {
                    return u.arbitrary().map(Self::Other);
                }
                Ok(match u.choose($Name::ALL)? {
                    $($Name::$Variant => Self::$Variant
                        $((<$Value as arbitrary::Arbitrary>::arbitrary(u)?))?,)+
                })
            }
        }
    };
    (@enum $(#[$meta:meta])* pub enum $Enum:ident of $Name:ident {
        $($(#[$doc:meta])* $Variant:ident $(($Value:ty))?,)+
        ..
        $(#[$other:meta])* Other($Other:ty),
        $($(#[$kept:meta])* $Kept:ident ($Bytes:ty),)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $Enum<'a> {
            $($(#[$doc])* $Variant $(($Value))?,)+
            $(#[$other])* Other($Other),
            $($(#[$kept])* $Kept($Bytes),)*
        }

        impl<'a> $Enum<'a> {
            /// Name of the variant; `None` for one that is unknown or malformed.
            #[inline]
            pub const fn kind(&self) -> Option<$Name> {
                match self {
                    $(Self::$Variant { .. } => Some($Name::$Variant),)+
                    Self::Other(_) => None,
                    $(Self::$Kept(_) => None,)*
                }
            }

            /// The variants without a value, each at the place of its name in `ALL`; `None` for those with one.
            #[allow(dead_code, reason = "of use for some enums")]
            pub(crate) const PLAIN: &'static [Option<$Enum<'static>>] =
                &[$($crate::names::wire_enum!(@plain $Enum $Variant $(($Value))?)),+];

            /// The variant of this name, if it is one without a value.
            #[inline]
            pub fn plain(name: $Name) -> Option<Self> {
                match name {
                    $($Name::$Variant => $crate::names::wire_enum!(@plain $Enum $Variant $(($Value))?),)+
                }
            }
        }

        impl bounded_static::IntoBoundedStatic for $Enum<'_> {
            type Static = $Enum<'static>;
            #[inline]
            fn into_static(self) -> $Enum<'static> {
                $crate::bounded::lazily(self, |this| match this {
                    $($Enum::$Variant $(($crate::names::wire_enum!(@value value $Value)))? => $Enum::$Variant
                        $((bounded_static::IntoBoundedStatic::into_static(
                            $crate::names::wire_enum!(@value value $Value)
                        )))?,)+
                    $Enum::Other(value) => $Enum::Other(bounded_static::IntoBoundedStatic::into_static(value)),
                    $($Enum::$Kept(value) => $Enum::$Kept(bounded_static::IntoBoundedStatic::into_static(value)),)*
                })
            }
        }

        $crate::bounded::to_bounded_static!($Enum);
    };
    (@value $value:ident $Value:ty) => { $value };
    (@plain $Enum:ident $Variant:ident) => { Some($Enum::$Variant) };
    (@plain $Enum:ident $Variant:ident ($Value:ty)) => { None };
}

pub(crate) use {wire_enum, wire_names};

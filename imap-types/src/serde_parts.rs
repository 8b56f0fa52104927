//! How values are written and read by way of serde: what [`serde_impls`](crate::serde_impls) and the macros that declare
//! names and strings make their implementations of.
//!
//! Reading goes through the constructors that callers use, so that what they refuse is refused here with the same words.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::error::ValueError;

/// Octets: text where they are UTF-8 and a person may read it, else the list of their numbers; bytes in a binary format.
pub(crate) fn write_octets<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if !serializer.is_human_readable() {
        return serializer.serialize_bytes(octets);
    }
    match core::str::from_utf8(octets) {
        Ok(text) => serializer.serialize_str(text),
        Err(_) => serializer.collect_seq(octets),
    }
}

/// Reads what [`write_octets`] writes.
pub(crate) fn read_octets<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    if deserializer.is_human_readable() {
        deserializer.deserialize_any(OctetsVisitor)
    } else {
        deserializer.deserialize_byte_buf(OctetsVisitor)
    }
}

struct OctetsVisitor;

impl<'de> Visitor<'de> for OctetsVisitor {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, or a list of octets")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u8>, E> {
        Ok(text.as_bytes().to_vec())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Vec<u8>, E> {
        Ok(text.into_bytes())
    }

    fn visit_bytes<E: Error>(self, octets: &[u8]) -> Result<Vec<u8>, E> {
        Ok(octets.to_vec())
    }

    fn visit_byte_buf<E: Error>(self, octets: Vec<u8>) -> Result<Vec<u8>, E> {
        Ok(octets)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<u8>, A::Error> {
        // Not as many as the input says there are: it may say anything.
        let mut octets = Vec::with_capacity(list.size_hint().unwrap_or(0).min(4096));
        while let Some(octet) = list.next_element()? {
            octets.push(octet);
        }
        Ok(octets)
    }
}

/// Octets among other values.
pub(crate) struct Octets<'a>(pub(crate) Cow<'a, [u8]>);

impl Serialize for Octets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_octets(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Octets<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_octets(deserializer).map(|octets| Self(Cow::Owned(octets)))
    }
}

/// Reads text as something else.
pub(crate) fn read_text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: fn(&str) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    struct TextVisitor<T>(fn(&str) -> Result<T, ValueError>);

    impl<T> Visitor<'_> for TextVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            (self.0)(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(TextVisitor(parse))
}

/// Octets as what `FromStr` makes of their text.
pub(crate) fn text<T: FromStr<Err = ValueError>>(octets: &[u8]) -> Result<T, ValueError> {
    let text = core::str::from_utf8(octets);
    text.map_err(|error| ValueError::new("UTF8-CHAR", error.valid_up_to()))?.parse()
}

/// Which name of an enum comes, as its index: by the name in a format that has names, by the index in others.
pub(crate) struct Which {
    /// The index of a name.
    pub(crate) find: fn(&[u8]) -> Option<usize>,
    /// All names.
    pub(crate) names: &'static [&'static str],
}

impl<'de> DeserializeSeed<'de> for Which {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Which {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_u64<E: Error>(self, index: u64) -> Result<usize, E> {
        let known = usize::try_from(index).ok().filter(|&index| index < self.names.len());
        known.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(index), &"the index of a name"))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        (self.find)(name.as_bytes()).ok_or_else(|| E::unknown_variant(name, self.names))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<usize, E> {
        (self.find)(name).ok_or_else(|| E::unknown_variant(&String::from_utf8_lossy(name), self.names))
    }
}

/// The index of a name that an enum has besides those of the wire, which come first and may be the same.
pub(crate) fn index_of(names: &[&str], name: &[u8]) -> Option<usize> {
    names.iter().rposition(|other| other.as_bytes() == name)
}

/// The refusal of an index that no name has; [`Which`] gives none such.
pub(crate) fn no_variant<T, E: Error>() -> Result<T, E> {
    Err(E::custom("a variant without a name"))
}

/// A type of octets, read by `TryFrom<Vec<u8>>`.
macro_rules! as_octets {
    ($($Type:ident),+) => {$(
        impl serde::Serialize for $Type<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::serde_parts::write_octets(self.as_bytes(), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $Type<'_> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::try_from($crate::serde_parts::read_octets(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

/// An enum of names: `as_names!(StatusAttName, ["MESSAGES", "UNSEEN"]);`
macro_rules! as_names {
    ($Name:ident, $names:expr) => {
        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_unit_variant(stringify!($Name), *self as u32, self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const NAMES: &[&str] = &$names;
                struct Visitor;
                impl<'de> serde::de::Visitor<'de> for Visitor {
                    type Value = $Name;

                    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        f.write_str(concat!("a name of ", stringify!($Name)))
                    }

                    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, access: A) -> Result<$Name, A::Error> {
                        let find = |name: &[u8]| $Name::from_bytes(name).map(|name| name as usize);
                        let which = $crate::serde_parts::Which { find, names: NAMES };
                        let (index, variant) = access.variant_seed(which)?;
                        serde::de::VariantAccess::unit_variant(variant)?;
                        $Name::ALL.get(index).copied().map_or_else($crate::serde_parts::no_variant, Ok)
                    }
                }
                deserializer.deserialize_enum(stringify!($Name), NAMES, Visitor)
            }
        }
    };
}

/// An enum whose variants have names: what `wire_enum!` declares, named as on the wire.
macro_rules! as_enum {
    ($Enum:ident of $Name:ident { $($Variant:ident $(($Value:ty))?,)+ .. $(#[$other:meta])* Other($Other:ty), $($(#[$kept:meta])* $Kept:ident ($Bytes:ty),)* }) => {
        impl serde::Serialize for $Enum<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$Variant $(($crate::names::wire_enum!(@value value $Value)))? =>
                        $crate::serde_parts::as_enum!(@write serializer, $Enum, $Name::$Variant $(, value $Value)?),)+
                    Self::Other(value) => $crate::serde_parts::as_enum!(@kept serializer, $Enum, Other, value),
                    $(Self::$Kept(value) => $crate::serde_parts::as_enum!(@kept serializer, $Enum, $Kept, value),)*
                }
            }
        }

        impl<'a> $Enum<'a> {
            /// The names in the order of the variants.
            pub(crate) const NAMES: &'static [&'static str] =
                &[$($Name::$Variant.as_str(),)+ "Other" $(, stringify!($Kept))*];

            /// Reads which variant it is, as its index in `NAMES`.
            pub(crate) const WHICH: $crate::serde_parts::Which = $crate::serde_parts::Which {
                find: |name| {
                    let kept = Self::NAMES.get($Name::ALL.len()..).unwrap_or_default();
                    let kept = $crate::serde_parts::index_of(kept, name);
                    kept.map(|index| index.saturating_add($Name::ALL.len()))
                        .or_else(|| $Name::from_bytes(name).map(|name| name as usize))
                },
                names: Self::NAMES,
            };

            /// Reads the value of a variant.
            pub(crate) fn read_variant<'de, A: serde::de::VariantAccess<'de>>(
                index: usize,
                access: A,
            ) -> Result<Self, A::Error> {
                if let Some(name) = $Name::ALL.get(index) {
                    return match name {
                        $($Name::$Variant =>
                            $crate::serde_parts::as_enum!(@read access, $Enum, $Variant $(, $Value)?),)+
                    };
                }
                match Self::NAMES.get(index) {
                    Some(&"Other") => access.newtype_variant().map(Self::Other),
                    $(Some(&name) if name == stringify!($Kept) => access.newtype_variant().map(Self::$Kept),)*
                    _ => $crate::serde_parts::no_variant(),
                }
            }
        }
    };
    (@write $serializer:ident, $Enum:ident, $Name:ident::$Variant:ident) => {
        $serializer.serialize_unit_variant(stringify!($Enum), $Name::$Variant as u32, $Name::$Variant.as_str())
    };
    (@write $serializer:ident, $Enum:ident, $Name:ident::$Variant:ident, $value:ident $Value:ty) => {
        $serializer.serialize_newtype_variant(
            stringify!($Enum),
            $Name::$Variant as u32,
            $Name::$Variant.as_str(),
            $value,
        )
    };
    (@kept $serializer:ident, $Enum:ident, $Kept:ident, $value:ident) => {{
        let index = $crate::serde_parts::index_of(Self::NAMES, stringify!($Kept).as_bytes()).unwrap_or_default();
        let index = u32::try_from(index).unwrap_or_default();
        $serializer.serialize_newtype_variant(stringify!($Enum), index, stringify!($Kept), $value)
    }};
    (@read $access:ident, $Enum:ident, $Variant:ident) => {
        $access.unit_variant().map(|()| $Enum::$Variant)
    };
    (@read $access:ident, $Enum:ident, $Variant:ident, $Value:ty) => {
        $access.newtype_variant::<$Value>().map($Enum::$Variant)
    };
}

/// Reads an enum of [`as_enum!`] that does not contain itself.
macro_rules! read_enum {
    ($Enum:ident) => {
        impl<'de> serde::Deserialize<'de> for $Enum<'_> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor<'a>(core::marker::PhantomData<fn() -> $Enum<'a>>);
                impl<'de, 'a> serde::de::Visitor<'de> for Visitor<'a> {
                    type Value = $Enum<'a>;

                    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        f.write_str(concat!("a value of ", stringify!($Enum)))
                    }

                    fn visit_enum<A: serde::de::EnumAccess<'de>>(
                        self,
                        access: A,
                    ) -> Result<$Enum<'a>, A::Error> {
                        let (index, access) = access.variant_seed($Enum::WHICH)?;
                        $Enum::read_variant(index, access)
                    }
                }
                let visitor = Visitor(core::marker::PhantomData);
                deserializer.deserialize_enum(stringify!($Enum), $Enum::NAMES, visitor)
            }
        }
    };
}

/// What `Display` writes and this function reads, `FromStr` if none is given.
macro_rules! as_text {
    ($($Type:ty),+ $(,)?) => {
        $($crate::serde_parts::as_text!($Type => <$Type as core::str::FromStr>::from_str);)+
    };
    (borrowed $($Type:ident),+ $(,)?) => {
        $($crate::serde_parts::as_text!($Type<'_> => <$Type<'static> as core::str::FromStr>::from_str);)+
    };
    ($Type:ty => $parse:expr) => {
        impl serde::Serialize for $Type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $Type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::serde_parts::read_text(deserializer, $parse)
            }
        }
    };
}

/// A number with `get`, read by `TryFrom`.
macro_rules! as_number {
    ($($Type:ident: $Number:ty),+ $(,)?) => {$(
        impl serde::Serialize for $Type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <$Number>::from(self.get()).serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $Type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::try_from(<$Number>::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

/// What is written as another value, and read from it by a constructor:
/// `as_value!(RespUrl<'a>: ImapUrl<'a>, |url| url.as_url(), |url| RespUrl::try_from(url));`
macro_rules! as_value {
    ($Type:ident $(<$lifetime:lifetime>)?: $Value:ty, |$this:ident| $value:expr, |$read:ident| $make:expr) => {
        impl $(<$lifetime>)? serde::Serialize for $Type $(<$lifetime>)? {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let $this = self;
                serde::Serialize::serialize(&$value, serializer)
            }
        }

        $crate::serde_parts::read_value!($Type $(<$lifetime>)?: $Value, |$read| $make);
    };
}

/// The half of `as_value!` that reads.
macro_rules! read_value {
    ($Type:ident $(<$lifetime:lifetime>)?: $Value:ty, |$read:ident| $make:expr) => {
        impl<'de $(, $lifetime)?> serde::Deserialize<'de> for $Type $(<$lifetime>)? {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                fn make $(<$lifetime>)?(
                    $read: $Value,
                ) -> Result<$Type $(<$lifetime>)?, $crate::error::ValueError> {
                    $make
                }
                make(<$Value as serde::Deserialize>::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Reads the fields of a struct, and makes it of them by its constructor.
macro_rules! read_by {
    ($Type:ident $(<$lifetime:lifetime>)? { $($(#[$meta:meta])* $field:ident: $Field:ty),+ $(,)? } => $make:expr) => {
        impl<'de $(, $lifetime)?> serde::Deserialize<'de> for $Type $(<$lifetime>)? {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                struct Fields $(<$lifetime>)? { $($(#[$meta])* $field: $Field),+ }
                fn make $(<$lifetime>)?(
                    Fields { $($field),+ }: Fields $(<$lifetime>)?,
                ) -> Result<$Type $(<$lifetime>)?, $crate::error::ValueError> {
                    $make
                }
                make(serde::Deserialize::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use {as_enum, as_names, as_number, as_octets, as_text, as_value, read_by, read_enum, read_value};

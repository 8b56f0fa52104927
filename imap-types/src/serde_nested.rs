//! How what can contain itself is read: with the levels that are left, so that no input can exhaust the stack or make a
//! value that nests deeper than a decoder takes.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde::ser::{Serialize, Serializer};

use crate::body::{
    BodyExtension, BodyStructure, Disposition, EmbeddedMessage, Extension, ExtensionData, Media, MediaType,
    MessageSubtype, MultiPart, Parameters, SinglePart,
};
use crate::envelope::Envelope;
use crate::nonempty::NonEmpty;
use crate::number::Number64;
use crate::search::{InThread, SearchKey, SearchKeyName};
use crate::serde_parts::Which;
use crate::string::{AString, NString};
use crate::thread::ThreadAlgorithm;

/// How many levels may still be entered.
#[derive(Clone, Copy)]
pub(crate) struct Levels(u8);

impl Levels {
    /// As many as a decoder takes by default: `Decoder::DEPTH`.
    const ALL: Self = Self(48);

    fn below<E: Error>(self) -> Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("expected less nesting"))
    }
}

/// What can contain itself, and what contains such.
pub(crate) trait Nested<'de>: Sized {
    fn nested<D: Deserializer<'de>>(deserializer: D, levels: Levels) -> Result<Self, D::Error>;
}

struct Seed<T>(Levels, PhantomData<fn() -> T>);

const fn seed<T>(levels: Levels) -> Seed<T> {
    Seed(levels, PhantomData)
}

impl<'de, T: Nested<'de>> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::nested(deserializer, self.0)
    }
}

/// The outermost has all levels before it.
macro_rules! outermost {
    ($($Type:ident),+) => {$(
        impl<'de> Deserialize<'de> for $Type<'_> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::nested(deserializer, Levels::ALL)
            }
        }
    )+};
}

outermost!(
    SearchKey,
    InThread,
    BodyStructure,
    SinglePart,
    Media,
    EmbeddedMessage,
    MultiPart,
    Extension,
    ExtensionData,
    BodyExtension
);

impl<'de, T: Nested<'de>> Nested<'de> for Box<T> {
    fn nested<D: Deserializer<'de>>(deserializer: D, levels: Levels) -> Result<Self, D::Error> {
        T::nested(deserializer, levels).map(Self::new)
    }
}

impl<'de, T: Nested<'de>> Nested<'de> for NonEmpty<T> {
    fn nested<D: Deserializer<'de>>(deserializer: D, levels: Levels) -> Result<Self, D::Error> {
        Self::try_from(Vec::nested(deserializer, levels)?).map_err(D::Error::custom)
    }
}

impl<'de, T: Nested<'de>> Nested<'de> for Vec<T> {
    fn nested<D: Deserializer<'de>>(deserializer: D, levels: Levels) -> Result<Self, D::Error> {
        struct List<T>(Levels, PhantomData<fn() -> T>);

        impl<'de, T: Nested<'de>> Visitor<'de> for List<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Vec<T>, A::Error> {
                let mut list = Vec::new();
                while let Some(element) = access.next_element_seed(seed(self.0))? {
                    list.push(element);
                }
                Ok(list)
            }
        }

        deserializer.deserialize_seq(List(levels, PhantomData))
    }
}

impl<'de, T: Nested<'de>> Nested<'de> for (T, T) {
    fn nested<D: Deserializer<'de>>(deserializer: D, levels: Levels) -> Result<Self, D::Error> {
        struct Pair<T>(Levels, PhantomData<fn() -> T>);

        impl<'de, T: Nested<'de>> Visitor<'de> for Pair<T> {
            type Value = (T, T);

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of two")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(T, T), A::Error> {
                let missing = |len| A::Error::invalid_length(len, &self);
                let first = access.next_element_seed(seed(self.0))?.ok_or_else(|| missing(0))?;
                let second = access.next_element_seed(seed(self.0))?.ok_or_else(|| missing(1))?;
                Ok((first, second))
            }
        }

        deserializer.deserialize_tuple(2, Pair(levels, PhantomData))
    }
}

impl<'de> Nested<'de> for SearchKey<'_> {
    fn nested<D: Deserializer<'de>>(deserializer: D, levels: Levels) -> Result<Self, D::Error> {
        struct Key<'a>(Levels, PhantomData<fn() -> SearchKey<'a>>);

        impl<'de, 'a> Visitor<'de> for Key<'a> {
            type Value = SearchKey<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a search key")
            }

            fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<SearchKey<'a>, A::Error> {
                let (index, access) = access.variant_seed(SearchKey::WHICH)?;
                match SearchKeyName::ALL.get(index) {
                    Some(SearchKeyName::Not) => {
                        access.newtype_variant_seed(seed(self.0.below()?)).map(SearchKey::Not)
                    }
                    Some(SearchKeyName::Or) => {
                        access.newtype_variant_seed(seed(self.0.below()?)).map(SearchKey::Or)
                    }
                    Some(SearchKeyName::Fuzzy) => {
                        access.newtype_variant_seed(seed(self.0.below()?)).map(SearchKey::Fuzzy)
                    }
                    Some(SearchKeyName::InThread) => {
                        access.newtype_variant_seed(seed(self.0.below()?)).map(SearchKey::InThread)
                    }
                    None if SearchKey::NAMES.get(index) == Some(&"And") => {
                        access.newtype_variant_seed(seed(self.0.below()?)).map(SearchKey::And)
                    }
                    // Written in parentheses.
                    None if SearchKey::NAMES.get(index) == Some(&"Other") => {
                        self.0.below()?;
                        SearchKey::read_variant(index, access)
                    }
                    _ => SearchKey::read_variant(index, access),
                }
            }
        }

        deserializer.deserialize_enum("SearchKey", SearchKey::NAMES, Key(levels, PhantomData))
    }
}

/// Reads a struct field by field. A field is `nested`, or `plain` if it cannot contain the struct; either is left out
/// where it need not be said if `or_default` follows.
macro_rules! nested_struct {
    ($Struct:ident { $($how:ident $field:ident: $Field:ty $(, $default:ident)?;)+ }) => {
        impl<'de> Nested<'de> for $Struct<'_> {
            fn nested<D: Deserializer<'de>>(deserializer: D, levels: Levels) -> Result<Self, D::Error> {
                const NAMES: &[&str] = &[$(stringify!($field)),+];

                /// A field, or one that is not known.
                #[allow(non_camel_case_types, reason = "named as the fields are")]
                enum Name { $($field,)+ Other }

                impl<'de> Deserialize<'de> for Name {
                    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        let find = |name: &[u8]| {
                            let known = NAMES.iter().position(|known| known.as_bytes() == name);
                            known.or(Some(NAMES.len()))
                        };
                        let index = Which { find, names: NAMES }.deserialize(deserializer)?;
                        $(if index == Self::$field as usize {
                            return Ok(Self::$field);
                        })+
                        Ok(Self::Other)
                    }
                }

                struct Fields<'a>(Levels, PhantomData<fn() -> $Struct<'a>>);

                impl<'de, 'a> Visitor<'de> for Fields<'a> {
                    type Value = $Struct<'a>;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("the fields of ", stringify!($Struct)))
                    }

                    #[inline(never)]
                    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<$Struct<'a>, A::Error> {
                        Ok($Struct { $($field: {
                            let value: Option<$Field> = nested_struct!(@element $how, access, self.0);
                            value.ok_or_else(|| A::Error::missing_field(stringify!($field)))?
                        }),+ })
                    }

                    #[inline(never)]
                    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<$Struct<'a>, A::Error> {
                        $(let mut $field: Option<$Field> = None;)+
                        while let Some(name) = access.next_key()? {
                            match name {
                                $(Name::$field if $field.is_some() => {
                                    return Err(A::Error::duplicate_field(stringify!($field)));
                                }
                                Name::$field => $field = Some(nested_struct!(@value $how, access, self.0)),)+
                                Name::Other => {
                                    access.next_value::<serde::de::IgnoredAny>()?;
                                }
                            }
                        }
                        Ok($Struct { $($field: nested_struct!(@missing $field $($default)?)),+ })
                    }
                }

                deserializer.deserialize_struct(stringify!($Struct), NAMES, Fields(levels, PhantomData))
            }
        }
    };
    (@element nested, $access:ident, $levels:expr) => { $access.next_element_seed(seed($levels))? };
    (@element plain, $access:ident, $levels:expr) => { $access.next_element()? };
    (@value nested, $access:ident, $levels:expr) => { $access.next_value_seed(seed($levels))? };
    (@value plain, $access:ident, $levels:expr) => { $access.next_value()? };
    (@missing $field:ident) => { $field.ok_or_else(|| A::Error::missing_field(stringify!($field)))? };
    (@missing $field:ident or_default) => { $field.unwrap_or_default() };
}

nested_struct!(InThread {
    plain algorithm: ThreadAlgorithm<'_>;
    nested key: SearchKey<'_>;
});

nested_struct!(SinglePart {
    nested media: Media<'_>;
    plain parameters: Parameters<'_>, or_default;
    plain id: NString<'_>, or_default;
    plain description: NString<'_>, or_default;
    plain encoding: AString<'_>;
    plain octets: Number64;
    plain md5: NString<'_>, or_default;
    nested extension: Extension<'_>, or_default;
});

nested_struct!(EmbeddedMessage {
    plain subtype: MessageSubtype;
    plain envelope: Envelope<'_>;
    nested body: BodyStructure<'_>;
    plain lines: Number64;
});

nested_struct!(MultiPart {
    nested parts: NonEmpty<BodyStructure<'_>>;
    plain subtype: AString<'_>;
    plain parameters: Parameters<'_>, or_default;
    nested extension: Extension<'_>, or_default;
});

nested_struct!(ExtensionData {
    plain disposition: Option<Disposition<'_>>, or_default;
    plain language: Vec<AString<'_>>, or_default;
    plain location: NString<'_>, or_default;
    nested extensions: Vec<BodyExtension<'_>>, or_default;
});

/// Written as its data, all of it empty where there is none.
impl Serialize for Extension<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de> Nested<'de> for Extension<'_> {
    fn nested<D: Deserializer<'de>>(deserializer: D, levels: Levels) -> Result<Self, D::Error> {
        ExtensionData::nested(deserializer, levels).map(Self::from)
    }
}

/// Reads an enum with few variants, each with one value: `plain`, or `nested` if it can contain the enum.
macro_rules! nested_enum {
    ($Enum:ident, $below:ident { $($Variant:ident = $name:literal, |$access:ident, $levels:ident| $read:expr;)+ }) => {
        impl<'de> Nested<'de> for $Enum<'_> {
            fn nested<D: Deserializer<'de>>(deserializer: D, levels: Levels) -> Result<Self, D::Error> {
                const NAMES: &[&str] = &[$($name),+];

                enum Name { $($Variant),+ }

                struct Variants<'a>(Levels, PhantomData<fn() -> $Enum<'a>>);

                impl<'de, 'a> Visitor<'de> for Variants<'a> {
                    type Value = $Enum<'a>;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("a value of ", stringify!($Enum)))
                    }

                    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<$Enum<'a>, A::Error> {
                        let find = |name: &[u8]| crate::serde_parts::index_of(NAMES, name);
                        let (index, access) = access.variant_seed(Which { find, names: NAMES })?;
                        $(if index == Name::$Variant as usize {
                            let ($access, $levels) = (access, self.0);
                            return $read;
                        })+
                        crate::serde_parts::no_variant()
                    }
                }

                let levels = nested_enum!(@$below levels);
                deserializer.deserialize_enum(stringify!($Enum), NAMES, Variants(levels, PhantomData))
            }
        }
    };
    (@a_level_each $levels:ident) => { $levels.below()? };
    (@none $levels:ident) => { $levels };
}

nested_enum!(BodyStructure, a_level_each {
    Single = "Single", |access, levels| access.newtype_variant_seed(seed(levels)).map(BodyStructure::Single);
    Multi = "Multi", |access, levels| access.newtype_variant_seed(seed(levels)).map(BodyStructure::Multi);
});

nested_enum!(BodyExtension, none {
    String = "String", |access, _levels| access.newtype_variant().map(BodyExtension::String);
    Number = "Number", |access, _levels| access.newtype_variant().map(BodyExtension::Number);
    List = "List", |access, levels| access.newtype_variant_seed(seed(levels.below()?)).map(BodyExtension::List);
});

/// What [`Media::Text`] has.
#[derive(serde::Serialize, serde::Deserialize)]
struct TextMedia<'a> {
    subtype: AString<'a>,
    lines: Number64,
}

impl Serialize for Media<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text { subtype, lines } => {
                let text = TextMedia { subtype: subtype.as_borrowed(), lines: *lines };
                serializer.serialize_newtype_variant("Media", 0, "TEXT", &text)
            }
            Self::Message(message) => serializer.serialize_newtype_variant("Media", 1, "MESSAGE", message),
            Self::Basic(media) => serializer.serialize_newtype_variant("Media", 2, "Basic", media),
        }
    }
}

nested_enum!(Media, none {
    Text = "TEXT", |access, _levels| {
        let TextMedia { subtype, lines } = access.newtype_variant()?;
        Ok(Media::Text { subtype, lines })
    };
    Message = "MESSAGE", |access, levels| access.newtype_variant_seed(seed(levels)).map(Media::Message);
    Basic = "Basic", |access, _levels| access.newtype_variant::<MediaType<'_>>().map(Media::Basic);
});

//! How every type of this crate becomes owned.
//!
//! [`IntoBoundedStatic`] and [`ToBoundedStatic`] turn a value that borrows from a buffer into one that lives
//! on its own. They are implemented by the macros below rather than by the crate's derive, so that a default
//! build has no procedural macro in it.
//!
//! [`IntoBoundedStatic`]: bounded_static::IntoBoundedStatic
//! [`ToBoundedStatic`]: bounded_static::ToBoundedStatic

/// Implements both traits for structs that borrow: `bounded_static!(struct Address { name, adl });`, for
/// tuple structs `bounded_static!(tuple Section);`, for those of octets `bounded_static!(octets Atom);` and for enums
/// `bounded_static!(enum Capability { Auth(mechanism), Login { user, password }; Idle, Id });`, where the
/// variants after the semicolon carry nothing that borrows.
macro_rules! bounded_static {
    (struct $name:ident { $($field:ident),* $(,)? }) => {
        impl bounded_static::IntoBoundedStatic for $name<'_> {
            type Static = $name<'static>;
            #[inline]
            fn into_static(self) -> $name<'static> {
                $crate::bounded::lazily(self, |this| $name {
                    $($field: bounded_static::IntoBoundedStatic::into_static(this.$field)),*
                })
            }
        }
        $crate::bounded::to_bounded_static!($name);
    };
    (octets $name:ident) => {
        impl bounded_static::IntoBoundedStatic for $name<'_> {
            type Static = $name<'static>;
            #[inline]
            fn into_static(self) -> $name<'static> {
                $name($crate::octets::into_static(self.0))
            }
        }
        $crate::bounded::to_bounded_static!($name);
    };
    (tuple $name:ident) => {
        impl bounded_static::IntoBoundedStatic for $name<'_> {
            type Static = $name<'static>;
            #[inline]
            fn into_static(self) -> $name<'static> {
                $name(bounded_static::IntoBoundedStatic::into_static(self.0))
            }
        }
        $crate::bounded::to_bounded_static!($name);
    };
    (enum $name:ident { $($tuple:ident $(($($item:ident),+))? $({$($field:ident),+})?),* $(,)? $(; $($plain:ident),* $(,)?)? }) => {
        impl bounded_static::IntoBoundedStatic for $name<'_> {
            type Static = $name<'static>;
            #[inline]
            fn into_static(self) -> $name<'static> {
                $crate::bounded::lazily(self, |this| match this {
                    $(Self::$tuple $(($($item),+))? $({$($field),+})? => $name::$tuple
                        $(($(bounded_static::IntoBoundedStatic::into_static($item)),+))?
                        $({$($field: bounded_static::IntoBoundedStatic::into_static($field)),+})?,)*
                    $($(Self::$plain => $name::$plain,)*)?
                })
            }
        }
        $crate::bounded::to_bounded_static!($name);
    };
}

/// Calls. A closure given to a generic function is compiled by the crate that uses it, and once: a program that only
/// borrows does not pay for what makes values owned, which took the compiler nearly half of its time for this crate.
/// Each type keeps a function of its own: all of them inlined into those of messages are twice the code.
#[inline(never)]
pub(crate) fn lazily<T, R>(this: T, into_static: impl FnOnce(T) -> R) -> R {
    into_static(this)
}

/// The second trait by way of the first: what is borrowed is copied once, and the compiler has half as much to do.
macro_rules! to_bounded_static {
    ($name:ident) => {
        impl bounded_static::ToBoundedStatic for $name<'_> {
            type Static = $name<'static>;
            #[inline]
            fn to_static(&self) -> $name<'static> {
                bounded_static::IntoBoundedStatic::into_static(self.clone())
            }
        }
    };
}

/// The same for types that borrow nothing and are `Clone`.
macro_rules! bounded_static_owned {
    ($($name:ty),+ $(,)?) => {$(
        impl bounded_static::IntoBoundedStatic for $name {
            type Static = Self;
            #[inline]
            fn into_static(self) -> Self {
                self
            }
        }
        impl bounded_static::ToBoundedStatic for $name {
            type Static = Self;
            #[inline]
            fn to_static(&self) -> Self {
                self.clone()
            }
        }
    )+};
}

pub(crate) use {bounded_static, bounded_static_owned, to_bounded_static};

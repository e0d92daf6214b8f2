// SPDX-License-Identifier: GPL-2.0-or-later

//! Rust functions as callbacks of C code.
//!
//! C passes no closure, only one pointer to an object.  A callback is
//! therefore a *type* here: that of a function item or of a closure that
//! captures nothing, which has size 0 and can be called without a value.

/// Types that can be called without a value of them.
///
/// `()` implements it as well and stands for "no callback".
///
/// # Safety
///
/// An implementation must have size 0 and be inhabited, because `call` is
/// allowed to make a value of it up.
pub unsafe trait FnCall<Args, R = ()>: 'static + Sync + Sized {
    /// False for `()` only.
    const IS_SOME: bool;

    /// Call the function.
    fn call(args: Args) -> R;
}

// SAFETY: size 0, and it is never called because IS_SOME is false
unsafe impl<Args, R> FnCall<Args, R> for () {
    const IS_SOME: bool = false;

    fn call(_args: Args) -> R {
        panic!("`()` is not a callback")
    }
}

macro_rules! impl_fn_call {
    ($($arg:ident),*) => {
        // SAFETY: of size 0, as is asserted, and a function type that is named by a
        // value has a value
        unsafe impl<F, $($arg,)* R> FnCall<($($arg,)*), R> for F
        where
            F: 'static + Sync + Sized + Fn($($arg),*) -> R,
        {
            const IS_SOME: bool = true;

            #[inline(always)]
            fn call(args: ($($arg,)*)) -> R {
                const { assert!(size_of::<F>() == 0) };
                // SAFETY: a type of size 0 has no bytes that could be invalid
                let function: &F = unsafe { &*::core::ptr::NonNull::<F>::dangling().as_ptr() };
                #[allow(non_snake_case, reason = "one name for a type and its value")]
                let ($($arg,)*) = args;
                function($($arg),*)
            }
        }
    };
}

impl_fn_call!();
impl_fn_call!(A);
impl_fn_call!(A, B);
impl_fn_call!(A, B, C);
impl_fn_call!(A, B, C, D);

#[cfg(test)]
mod tests {
    use super::FnCall;

    fn run<F: for<'a> FnCall<(&'a str, u8), usize>>(_f: &F) -> Option<usize> {
        F::IS_SOME.then(|| F::call(("abc", 4)))
    }

    #[test]
    fn functions_closures_and_nothing() {
        fn sum(text: &str, n: u8) -> usize {
            text.len() + usize::from(n)
        }
        assert_eq!(run(&sum), Some(7));
        assert_eq!(run(&|s: &str, n: u8| s.len() * usize::from(n)), Some(12));
        assert_eq!(run(&()), None);
    }
}

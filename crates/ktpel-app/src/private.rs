//! Keeping the memory of the program to itself: a core dump would hold keys and faces in the clear (UU 27/2022 ps. 35).

/// Forbids core dumps of this process and its children, and reading its memory by another program of the same user.
///
/// A limit of one byte instead of none also stops the kernel from piping the dump to a collector (core(5)).
pub fn keep_memory_private() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
        let limit = setrlimit(Resource::Core, Rlimit { current: Some(1), maximum: Some(1) });
        let hidden = set_dumpable_behavior(DumpableBehavior::NotDumpable);
        if let Err(error) = limit.and(hidden) {
            tracing::warn!(%error, "core dumps could not be forbidden");
        }
    }
}

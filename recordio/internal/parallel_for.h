// A loop that runs its iterations on several threads.
#ifndef IMREC_RECORDIO_INTERNAL_PARALLEL_FOR_H_
#define IMREC_RECORDIO_INTERNAL_PARALLEL_FOR_H_

#include <cstddef>
#include <functional>

namespace imrec {

/// Calls `turn(i)` for each i < count, in no particular order, on up to `threads` threads (0: one
/// per core), among them the calling one. Returns after all calls have returned. Calls
/// `on_done(n)`, which must not be empty, with the number of completed turns, after each turn or
/// after several; calls of `on_done` do not overlap. If `turn` or `on_done` throws, no further
/// turns are started, and the exception of the lowest i is rethrown: that of a loop on one thread.
///
/// `on_wait` may be empty. Otherwise the calling thread calls it about 20 times per second while it
/// waits for the last turns of others. If it throws, no further turns are started; those turns must
/// then end by themselves, and the exception is rethrown unless a turn throws.
void ParallelFor(std::size_t count, int threads, const std::function<void(std::size_t)>& turn,
                 const std::function<void(std::size_t)>& on_done,
                 const std::function<void()>& on_wait = {});

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_PARALLEL_FOR_H_

// A loop whose turns run on several threads.
#ifndef IMREC_PARALLEL_FOR_H_
#define IMREC_PARALLEL_FOR_H_

#include <cstddef>
#include <functional>

namespace imrec {

/// Calls `turn(i)` for each i < count, on up to `threads` threads (0: one per core); turns must not
/// depend on each other. `on_done(n)` is told how many are done, one call at a time. The first
/// exception of a turn ends the loop and is thrown again.
void ParallelFor(std::size_t count, int threads, const std::function<void(std::size_t)>& turn,
                 const std::function<void(std::size_t)>& on_done);

}  // namespace imrec

#endif  // IMREC_PARALLEL_FOR_H_

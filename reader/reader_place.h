// The state of a reader as a place in its schedule, and back.
#ifndef IMREC_READER_READER_PLACE_H_
#define IMREC_READER_READER_PLACE_H_

#include <cstdint>

#include <imrec/reader_options.h>
#include <imrec/reader_state.h>

#include "reader/order/batch_schedule.h"

namespace imrec {

/// What a state depends on besides the place.
struct ReaderRun {
  const ReaderOptions& options;
  const BatchSchedule& schedule;
  std::uint64_t records;  // of an epoch
  std::uint64_t bytes;    // of the data set
  std::uint64_t sources;  // SourcesDigest()
};

/// The schedule that the options mean for an epoch of `samples` samples.
ScheduleOptions ScheduleOf(const ReaderOptions& options, std::uint64_t samples);

/// The state of a reader that returns the batch at `place` next.
ReaderState StateAt(const ReaderRun& run, const BatchPlace& place);

/// The batch that is next in this run after the state was saved, perhaps in a run with other batch
/// sizes or parts. Throws Error(kInvalidArgument) if the state is of another data set or order.
BatchPlace PlaceOf(const ReaderRun& run, const ReaderState& state);

}  // namespace imrec

#endif  // IMREC_READER_READER_PLACE_H_

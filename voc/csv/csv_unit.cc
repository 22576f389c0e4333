#include "voc/csv/csv_unit.h"

#include <algorithm>
#include <string>

#include <imrec/error.h>

#include "voc/shape_bounds.h"

namespace imrec {

void CsvUnitVote::Add(std::span<const double> box, std::uint64_t line) {
  if (std::ranges::any_of(box, [](double value) { return value > 1 && !IsShare(value); })) {
    if (pixels_++ == 0) first_in_pixels_ = line;
  } else if (std::ranges::any_of(box, [](double value) { return value != 0 && value != 1; })) {
    ++shares_;
  }
}

BoxUnit CsvUnitVote::Decide() const {
  if (pixels_ == 0) return BoxUnit::kShares;
  if (shares_ <= pixels_) return BoxUnit::kPixels;
  throw Error(ErrorCode::kInvalidArgument,
              "has a number above 1, but " + std::to_string(shares_) + " of " +
                  std::to_string(shares_ + pixels_) +
                  " boxes look like shares of the image's size; --coords shares or --coords raw "
                  "says which they are",
              {.file = {}, .line = first_in_pixels_});
}

}  // namespace imrec

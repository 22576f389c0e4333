#include "im2rec/list/list_split.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include <imrec/error.h>

namespace imrec {
namespace {

// Decimal fractions whose sum is 1 may differ from it by a rounding error in binary.
constexpr double kTolerance = 1e-9;

std::string RatioText(double ratio) {
  std::array<char, 32> text;
  std::snprintf(text.data(), text.size(), "%g", ratio);
  return text.data();
}

void CheckRatio(const char* option, double ratio) {
  if (ratio >= 0 && ratio <= 1) return;
  throw Error(ErrorCode::kInvalidArgument,
              std::string(option) + " must be between 0 and 1, not " + RatioText(ratio));
}

std::size_t Share(std::size_t count, double ratio) {
  return static_cast<std::size_t>(static_cast<double>(count) * ratio);
}

}  // namespace

void CheckSplitOptions(const SplitOptions& options) {
  CheckRatio("--train-ratio", options.train_ratio);
  CheckRatio("--test-ratio", options.test_ratio);
  if (options.train_ratio + options.test_ratio > 1 + kTolerance) {
    throw Error(ErrorCode::kInvalidArgument,
                "--train-ratio " + RatioText(options.train_ratio) + " and --test-ratio " +
                    RatioText(options.test_ratio) + " sum to more than 1");
  }
  if (options.chunks == 0) throw Error(ErrorCode::kInvalidArgument, "--chunks must be at least 1");
}

std::vector<ListPart> SplitList(std::size_t count, const SplitOptions& options) {
  CheckSplitOptions(options);
  const std::size_t chunk_size = (count + options.chunks - 1) / options.chunks;
  const std::size_t train_size = Share(chunk_size, options.train_ratio);
  const std::size_t test_size = Share(chunk_size, options.test_ratio);
  const bool validation = options.train_ratio + options.test_ratio < 1 - kTolerance;
  std::vector<ListPart> parts;
  for (std::size_t i = 0; i < options.chunks; ++i) {
    std::string chunk;
    if (options.chunks > 1) chunk.append(1, '_').append(std::to_string(i));
    const std::size_t begin = std::min(i * chunk_size, count);
    const std::size_t end = std::min(begin + chunk_size, count);
    if (options.train_ratio == 1) {
      parts.push_back({.suffix = chunk, .begin = begin, .end = end});
      continue;
    }
    // The last chunk may be shorter. As in im2rec.py, its parts are computed from the full length.
    const std::size_t test_end = std::min(begin + test_size, end);
    const std::size_t train_end = validation ? std::min(test_end + train_size, end) : end;
    if (options.test_ratio > 0) {
      parts.push_back({.suffix = chunk + "_test", .begin = begin, .end = test_end});
    }
    parts.push_back({.suffix = chunk + "_train", .begin = test_end, .end = train_end});
    if (validation) parts.push_back({.suffix = chunk + "_val", .begin = train_end, .end = end});
  }
  return parts;
}

}  // namespace imrec

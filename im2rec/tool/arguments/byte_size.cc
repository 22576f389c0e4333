#include "im2rec/tool/arguments/byte_size.h"

#include <array>
#include <charconv>
#include <limits>
#include <string>

#include <imrec/error.h>

#include "recordio/console/option_values.h"

namespace imrec::tool {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t bytes;
};

constexpr std::array kUnits = {Unit{"", 1},
                               Unit{"B", 1},
                               Unit{"kB", 1000},
                               Unit{"MB", 1'000'000},
                               Unit{"GB", 1'000'000'000},
                               Unit{"TB", 1'000'000'000'000},
                               Unit{"K", std::uint64_t{1} << 10},
                               Unit{"M", std::uint64_t{1} << 20},
                               Unit{"G", std::uint64_t{1} << 30},
                               Unit{"T", std::uint64_t{1} << 40},
                               Unit{"KiB", std::uint64_t{1} << 10},
                               Unit{"MiB", std::uint64_t{1} << 20},
                               Unit{"GiB", std::uint64_t{1} << 30},
                               Unit{"TiB", std::uint64_t{1} << 40}};

}  // namespace

std::uint64_t ParseByteSize(std::string_view text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, status] = std::from_chars(text.data(), end, number);
  const std::string_view unit_name(stop, static_cast<std::size_t>(end - stop));
  for (const Unit& unit : kUnits) {
    if (status != std::errc() || unit.name != unit_name || number == 0) continue;
    if (number > std::numeric_limits<std::uint64_t>::max() / unit.bytes) continue;
    return number * unit.bytes;
  }
  throw Error(ErrorCode::kInvalidArgument,
              "expected a whole number of bytes, MB, MiB, GB, GiB and so on, not " +
                  console::QuotedValue(text));
}

}  // namespace imrec::tool

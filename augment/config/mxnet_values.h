// The values of MXNet's augmentation parameters, by name.
#ifndef IMREC_AUGMENT_CONFIG_MXNET_VALUES_H_
#define IMREC_AUGMENT_CONFIG_MXNET_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "augment/config/parameter_scanner.h"

namespace imrec::config {

/// The augmentation parameters of an ImageDetRecordIter. All functions throw
/// Error(kInvalidArgument) with file and line.
class MxnetValues {
 public:
  /// Parses `text`. Throws Error for a name that MXNet does not have, or that is set twice.
  MxnetValues(std::string_view text, const std::string& file);

  /// Returns the value of a parameter, or `by_default` if it is not set.
  double Number(std::string_view name, double by_default) const;
  std::string Word(std::string_view name, const char* by_default) const;
  /// Returns the value for each of `count` samplers. A single value applies to all.
  std::vector<double> PerSampler(std::string_view name, std::size_t count, double by_default) const;
  /// Returns the numbers of a tuple, or null if it is not set.
  const std::vector<double>* Tuple(std::string_view name) const;

  /// Throws Error "NAME REASON" with the line of the parameter.
  [[noreturn]] void Complain(std::string_view name, const std::string& reason) const;
  /// Returns the line of the last parameter whose name contains `part`, for errors about
  /// contradictions.
  std::uint64_t LastLineOf(std::string_view part) const;

 private:
  std::uint64_t LineOf(std::string_view name) const;

  std::string file_;
  std::map<std::string, Parameter, std::less<>> values_;
};

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_MXNET_VALUES_H_

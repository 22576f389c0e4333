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

/// The parameters of an ImageDetRecordIter, without those that are no matter of augmentation. All
/// functions throw Error(kInvalidArgument) with file and line.
class MxnetValues {
 public:
  /// Reads `text`. Throws Error for a name that MXNet does not know, and for one that is set twice.
  MxnetValues(std::string_view text, const std::string& file);

  /// The value of a parameter, or `by_default` if it is not set.
  double Number(std::string_view name, double by_default) const;
  std::string Word(std::string_view name, const char* by_default) const;
  /// The setting of each of `count` samplers; one value serves all.
  std::vector<double> PerSampler(std::string_view name, std::size_t count, double by_default) const;
  /// The numbers of a tuple, or null.
  const std::vector<double>* Tuple(std::string_view name) const;

  /// Throws Error "NAME REASON" with the line of the parameter.
  [[noreturn]] void Complain(std::string_view name, const std::string& reason) const;
  /// The line of the last parameter whose name holds `part`: where a contradiction became one.
  std::uint64_t LastLineOf(std::string_view part) const;

 private:
  std::uint64_t LineOf(std::string_view name) const;

  std::string file_;
  std::map<std::string, Parameter, std::less<>> values_;
};

}  // namespace imrec::config

#endif  // IMREC_AUGMENT_CONFIG_MXNET_VALUES_H_

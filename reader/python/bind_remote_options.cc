// The options for files on other machines.
#include <chrono>
#include <cmath>
#include <string>

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <imrec/remote_options.h>

#include "reader/python/python_module.h"

namespace imrec::python {
namespace {

using RemoteClass = nb::class_<RemoteOptions>;

template <typename Value>
void BindStoreOption(RemoteClass& options, const char* name, Value S3Options::*field) {
  options.def_prop_rw(
      name, [field](const RemoteOptions& self) { return self.s3.*field; },
      [field](RemoteOptions& self, const Value& value) { self.s3.*field = value; });
}

void BindSeconds(RemoteClass& options, const char* name,
                 std::chrono::milliseconds RemoteOptions::*field) {
  options.def_prop_rw(
      name,
      [field](const RemoteOptions& self) {
        return std::chrono::duration<double>(self.*field).count();
      },
      [field](RemoteOptions& self, double seconds) {
        self.*field = std::chrono::milliseconds(std::llround(seconds * 1e3));
      });
}

}  // namespace

void BindRemoteOptions(nb::module_& module) {
  RemoteClass options(module, "RemoteOptions",
                      "Options for files on other machines, see remote_options.h. Times are in "
                      "seconds.");
  options.def(nb::init<>());
  BindStoreOption(options, "endpoint", &S3Options::endpoint);
  BindStoreOption(options, "region", &S3Options::region);
  BindStoreOption(options, "profile", &S3Options::profile);
  BindStoreOption(options, "anonymous", &S3Options::anonymous);
  BindStoreOption(options, "path_style", &S3Options::path_style);
  options.def_rw("match_etags", &RemoteOptions::match_etags);
  options.def_rw("max_in_flight", &RemoteOptions::max_in_flight);
  options.def_rw("max_attempts", &RemoteOptions::max_attempts);
  options.def_rw("memory", &RemoteOptions::memory);
  BindSeconds(options, "connect_limit", &RemoteOptions::connect_limit);
  BindSeconds(options, "first_byte_limit", &RemoteOptions::first_byte_limit);
  BindSeconds(options, "stall_limit", &RemoteOptions::stall_limit);
  BindSeconds(options, "total_limit", &RemoteOptions::total_limit);
  BindSeconds(options, "outage_limit", &RemoteOptions::outage_limit);
  BindSeconds(options, "hedge_after", &RemoteOptions::hedge_after);
  options.def_rw("cache", &RemoteOptions::cache);
  options.def_rw("cache_bytes", &RemoteOptions::cache_bytes);
}

}  // namespace imrec::python

#include "recordio/console/output_place.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <system_error>

#include <imrec/error.h>

namespace imrec::console {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Refuse(const fs::path& path, const std::string& reason,
                         const std::string& remedy) {
  throw Error(ErrorCode::kIo, reason + "; " + remedy, {.file = path.string()});
}

}  // namespace

void RequirePlaceFor(const fs::path& file, const std::string& remedy) {
  fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::error_code failure;
  fs::file_status status = fs::status(folder, failure);
  const bool is_there = fs::exists(status);
  while (!fs::exists(status) && !fs::is_symlink(fs::symlink_status(folder, failure))) {
    folder = folder.has_parent_path() && folder.parent_path() != folder ? folder.parent_path()
                                                                        : fs::path(".");
    status = fs::status(folder, failure);
  }
  if (!fs::is_directory(status)) {
    Refuse(folder, "cannot make this folder: something else has its name", remedy);
  }
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return;
  const std::string why = std::generic_category().message(errno);
  if (is_there) Refuse(file, "cannot create files here: " + why, remedy);
  Refuse(file, "cannot make its folder in " + folder.string() + ": " + why, remedy);
}

std::string DateTime(fs::file_time_type time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(
          std::chrono::file_clock::to_sys(time)));
  std::tm local = {};
  ::localtime_r(&seconds, &local);
  std::array<char, 32> text;
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &local);
  return {text.data(), length};
}

}  // namespace imrec::console

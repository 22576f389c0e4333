#include "recordio/console/page_file.h"

#include <fstream>

#include <imrec/error.h>

#include "recordio/console/html_page.h"
#include "recordio/console/output_place.h"
#include "recordio/internal/output_file.h"
#include "recordio/internal/path_status.h"

namespace imrec::console {
namespace {

namespace fs = std::filesystem;

bool IsPage(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string start(kPageStart.size(), '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  return in && start == kPageStart;
}

void RequireReplaceable(const fs::path& file, const std::string& option) {
  if (!IsThere(file) || (IsRegularFile(file) && IsPage(file))) return;
  throw Error(ErrorCode::kInvalidArgument,
              "exists and is not a page of imrec; choose another name with " + option,
              {.file = file.string()});
}

}  // namespace

void RequirePlaceForPage(const fs::path& file, const std::string& option) {
  if (file.extension() != ".html") {
    throw Error(ErrorCode::kInvalidArgument, option + " must end in .html: " + file.string());
  }
  RequirePlaceFor(file, "choose another place with " + option);
  RequireReplaceable(file, option);
}

void WritePage(const fs::path& file, std::string_view page, const std::string& option) {
  RequireReplaceable(file, option);
  MakeFolderFor(file);
  WriteFileAtomically(file, page);
}

}  // namespace imrec::console

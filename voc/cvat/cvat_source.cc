#include "voc/cvat/cvat_source.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "recordio/internal/path_status.h"
#include "recordio/internal/read_file.h"
#include "voc/cvat/cvat_file.h"
#include "voc/images/folder_files.h"
#include "voc/table_source.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

fs::path ImageFolder(const AnnotationInput& input) {
  if (!input.images.empty()) return input.images;
  const fs::path& file = input.paths.front();
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  return IsFolder(folder / "images") ? folder / "images" : folder;
}

}  // namespace

std::unique_ptr<AnnotationSource> OpenCvat(const AnnotationInput& input,
                                           const VocListOptions& options, VocProblems& problems) {
  const fs::path& path = input.paths.front();
  const fs::path images = ImageFolder(input);
  RequireFolder(images);
  std::vector<std::byte> xml;
  ReadFile(path, xml);
  AnnotationTable table = ParseCvat({reinterpret_cast<const char*>(xml.data()), xml.size()},
                                    path.string(), options.set.name, problems);
  return std::make_unique<TableSource>(std::move(table), images, options.set.name.empty());
}

}  // namespace imrec

#include "tests/support/font_folder.h"

#include <system_error>

namespace imrec::test {

std::filesystem::path InstalledFont(const std::string& file_name) {
  std::error_code failure;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator("/usr/share/fonts", failure)) {
    if (entry.path().filename() == file_name) return entry.path();
  }
  return {};
}

FontFolder::FontFolder(const std::vector<std::string>& file_names)
    : variables_({{"FONTCONFIG_FILE", (dir_ / "fonts.conf").string()}}) {
  WriteFile(dir_ / "fonts.conf",
            "<fontconfig><dir>" + folder().string() + "</dir><cachedir>" +
                (dir_ / "cache").string() +
                "</cachedir><alias><family>sans-serif</family><prefer><family>DejaVu Sans</family>"
                "</prefer></alias></fontconfig>");
  std::filesystem::create_directory(folder());
  for (const std::string& name : file_names) {
    std::filesystem::create_symlink(InstalledFont(name), folder() / name);
  }
}

}  // namespace imrec::test

// Lists from data sets of any annotation format, for tests.
#ifndef IMREC_TESTS_VOC_FORMAT_LIST_FIXTURE_H_
#define IMREC_TESTS_VOC_FORMAT_LIST_FIXTURE_H_

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/annotation_list.h>
#include <imrec/detection_label.h>
#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {

class FormatListTest : public testing::Test {
 protected:
  void WriteImage(const std::string& path, ImageSize size = {.width = 100, .height = 50}) const {
    test::WriteFile(dir_ / path, test::MakeJpeg(size));
  }
  void Write(const std::string& path, const std::string& text) const {
    test::WriteFile(dir_ / path, text);
  }
  // The only object of an entry: class, xmin, ymin, xmax, ymax.
  static std::vector<float> Object(const VocList& list, std::size_t entry, std::size_t object = 0) {
    const DetectionLabelView label(list.entries.at(entry).labels);
    const auto values = label.object(object);
    return {values.begin(), values.begin() + 5};
  }
  static std::size_t Objects(const VocList& list, std::size_t entry) {
    return DetectionLabelView(list.entries.at(entry).labels).object_count();
  }
  static std::vector<std::string> Paths(const VocList& list) {
    std::vector<std::string> paths;
    for (const ListEntry& entry : list.entries) paths.push_back(entry.path);
    return paths;
  }
  // As Describe(), with paths below the folder of the test.
  std::vector<std::string> Problems(const VocList& list) const {
    std::vector<std::string> problems;
    for (const VocProblem& problem : list.problems.kept()) {
      std::string text = Describe(problem);
      const std::string folder = dir_.path().string() + '/';
      for (std::size_t at; (at = text.find(folder)) != std::string::npos;) {
        text.erase(at, folder.size());
      }
      problems.push_back(text);
    }
    return problems;
  }
  template <typename Call>
  static std::string ErrorOf(const Call& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  test::TempDir dir_;
};

}  // namespace imrec

#endif  // IMREC_TESTS_VOC_FORMAT_LIST_FIXTURE_H_

// Lists from COCO JSON for tests.
#ifndef IMREC_TESTS_VOC_COCO_COCO_LIST_FIXTURE_H_
#define IMREC_TESTS_VOC_COCO_COCO_LIST_FIXTURE_H_

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <imrec/coco_list.h>
#include <imrec/error.h>

#include "tests/support/files.h"

namespace imrec {

// The images are a.jpg, b.jpg and c.jpg, of 100x50 pixels.
class CocoListTest : public testing::Test {
 protected:
  CocoListTest() {
    for (const std::string name : {"a", "b", "c"}) {
      test::WriteFile(dir_ / "images" / (name + ".jpg"),
                      test::MakeJpeg({.width = 100, .height = 50}));
    }
  }
  VocList Make(const std::string& json, const VocListOptions& options = {}) const {
    test::WriteFile(dir_ / "coco.json", json);
    return MakeCocoList(dir_ / "coco.json", dir_ / "images", options);
  }
  // As Describe(), without the file.
  std::vector<std::string> Problems(const VocList& list) const {
    std::vector<std::string> problems;
    for (const VocProblem& problem : list.problems.kept()) {
      problems.push_back(Describe(problem).substr(problem.file.size() + 2));
    }
    return problems;
  }
  static std::vector<VocProblemKind> KindsOf(const VocList& list) {
    std::vector<VocProblemKind> kinds;
    for (const VocProblem& problem : list.problems.kept()) kinds.push_back(problem.kind);
    return kinds;
  }
  std::string Reason(const std::string& json) const {
    try {
      Make(json);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  test::TempDir dir_;
};

}  // namespace imrec

#endif  // IMREC_TESTS_VOC_COCO_COCO_LIST_FIXTURE_H_

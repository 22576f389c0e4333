// Reads what describes a data set of YOLO: data.yaml, obj.data, or the files in a folder.
#ifndef IMREC_VOC_YOLO_YOLO_DATA_H_
#define IMREC_VOC_YOLO_YOLO_DATA_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/annotation_list.h>
#include <imrec/voc_problem.h>

#include "voc/classes/label_map.h"
#include "voc/yolo/yolo_label.h"

namespace imrec {

/// Where images are: a folder, which is searched with its sub-folders, or a text file of paths.
struct YoloPlace {
  std::filesystem::path path;
  bool is_list = false;
};

struct YoloSplit {
  std::string name;  // "train"
  std::vector<YoloPlace> places;
};

struct YoloData {
  std::filesystem::path root;  // the folder that contains the set
  std::string names_file;      // for messages
  LabelMap names;              // by class number
  YoloKeyPoints key_points;
  std::vector<YoloSplit> splits;
};

/// Reads the files that describe the set; does not look for images. `input` has one path:
/// data.yaml, obj.data, or a folder that contains one of these, or names of classes (classes.txt,
/// obj.names). Without a path, it has the folders of labels and of images.
/// AnnotationInput::label_map replaces the names.
///
/// A folder or list of data.yaml that does not exist is reported and omitted; with a `set`, if it
/// is of that split. Throws Error(kInvalidArgument) if both the file and the input name folders of
/// images. Throws
/// Error(kCorruptData) with the line if a file is malformed, and Error(kNotFound) if there is no
/// file with names, or none of the folders exists.
YoloData ReadYoloData(const AnnotationInput& input, const std::string& set, VocProblems& problems);

/// Returns the name of a split as data.yaml has it: "val" for "valid" and "validation".
std::string YoloSplitName(const std::string& set);

}  // namespace imrec

#endif  // IMREC_VOC_YOLO_YOLO_DATA_H_

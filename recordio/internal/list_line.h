// Parses lines of a .lst file into memory that is reused.
#ifndef IMREC_RECORDIO_INTERNAL_LIST_LINE_H_
#define IMREC_RECORDIO_INTERNAL_LIST_LINE_H_

#include <string_view>

#include <imrec/list_file.h>

namespace imrec {

/// As ParseListLine(line) in list_file.h, but reuses the memory of `entry`, whose line number
/// stays. If it throws, the other members are unspecified.
void ParseListLine(std::string_view line, ListEntry& entry);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_LIST_LINE_H_

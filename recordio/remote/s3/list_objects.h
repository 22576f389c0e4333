// Lists the objects of a store.
#ifndef IMREC_RECORDIO_REMOTE_S3_LIST_OBJECTS_H_
#define IMREC_RECORDIO_REMOTE_S3_LIST_OBJECTS_H_

#include <vector>

#include "recordio/remote/s3/s3_list.h"
#include "recordio/remote/s3/s3_location.h"
#include "recordio/remote/s3/store_sender.h"

namespace imrec::remote {

/// Returns the objects whose keys start with that of `start` and have no / after it, in the order
/// of their bytes. Throws Error as StoreSender::Send(), and Error(kCorruptData) if the store sends
/// no list.
std::vector<S3Object> ListObjects(StoreSender& sender, const S3Location& start);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_S3_LIST_OBJECTS_H_

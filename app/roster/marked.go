package roster

import (
	"context"
	"errors"
	"io"
	"os"

	"albo/app/roster/file"
	"albo/app/store"
	"albo/models"
)

// Marked is the officer's own table as a workbook in which the bad cells are coloured, and a last column says what is wrong with
// each row. Mended and uploaded again it is read like the file it came from. The file is gone when it is closed.
func Marked(ctx context.Context, st *store.Store, e *models.RosterEdition, words file.MarkWords) (workbook *os.File, size int64, err error) {
	complaints, err := Complaints(ctx, st, e)
	if err != nil {
		return nil, 0, err
	}
	src, err := st.Files.Open(e.FileKey)
	if err != nil {
		return nil, 0, err
	}
	defer src.Close()
	workbook, err = os.CreateTemp("", "roster-*.xlsx")
	if err != nil {
		return nil, 0, err
	}
	err = errors.Join(os.Remove(workbook.Name()), file.Mark(ctx, src, e.FileSize, e.Layout, complaints, words, workbook))
	if err == nil {
		size, err = workbook.Seek(0, io.SeekEnd)
	}
	if err == nil {
		_, err = workbook.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(err, workbook.Close())
	}
	return workbook, size, nil
}

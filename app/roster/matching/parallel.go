package matching

import (
	"runtime"
	"sync"
)

// inParallel parts n things among the cores. What a core makes of its part must not depend on where the parts begin.
func inParallel(n int, do func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), 1+n/2000)
	var all sync.WaitGroup
	for i := range workers {
		all.Go(func() { do(n*i/workers, n*(i+1)/workers) })
	}
	all.Wait()
}

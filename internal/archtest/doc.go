// Package archtest holds the tests of the building: arrows point down, one table has one writer, scoped tables are
// scoped, every query prepares against the migrated schema, and nothing outgrows its reader. The fifth guard, every route
// in the matrix of roles and relations, stands beside the routes in web/site.
//
// It has no code of its own. Each guard was seen red once by breaking its rule.
package archtest

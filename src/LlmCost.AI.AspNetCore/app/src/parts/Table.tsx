import type { ComponentChildren, Key } from 'preact';

import { Scroll } from './Scroll';

export interface Column<T> {
  label: ComponentChildren;
  cell: (row: T) => ComponentChildren;
  /** The class of the cells. */
  kind?: 'number' | 'wrap';
}

interface TableProps<T> {
  /** The name of the table. */
  label: string;
  /** The first column names the rows. */
  columns: Column<T>[];
  rows: T[];
  keyOf: (row: T) => Key;
}

export function Table<T>({ label, columns, rows, keyOf }: TableProps<T>) {
  return (
    <Scroll label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th scope="col" class={column.kind} key={index}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th scope="row" key={index}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td class={column.kind} key={index}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

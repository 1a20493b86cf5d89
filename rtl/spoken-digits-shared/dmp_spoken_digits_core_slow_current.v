`default_nettype none

// Memory integration: holds a group of neurons still and streams the slow state past it, P m + v x. Finished
// sums wait in a row and leave word by word while the next group is at work.
module dmp_spoken_digits_core_slow_current (
    input  wire               clk,
    input  wire               rst,
    input  wire               term_valid,
    input  wire               term_last,
    input  wire [7:0]         term_address,
    input  wire signed [15:0] multiplicand,
    input  wire               advance,
    input  wire               load_valid,
    input  wire [7:0]         load_memory,
    input  wire [23:0]        load_address,
    input  wire [7:0]         load_lane,
    input  wire signed [31:0] load_value,
    output wire signed [25:0] slow_0,
    output wire signed [25:0] slow_1
);
    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  [63:0] slow_weights [0:191];
    reg  [63:0] slow_weights_word;
    wire signed [7:0] slow_weights_word_0 = slow_weights_word[7:0];
    wire signed [7:0] slow_weights_word_1 = slow_weights_word[15:8];
    wire signed [7:0] slow_weights_word_2 = slow_weights_word[23:16];
    wire signed [7:0] slow_weights_word_3 = slow_weights_word[31:24];
    wire signed [7:0] slow_weights_word_4 = slow_weights_word[39:32];
    wire signed [7:0] slow_weights_word_5 = slow_weights_word[47:40];
    wire signed [7:0] slow_weights_word_6 = slow_weights_word[55:48];
    wire signed [7:0] slow_weights_word_7 = slow_weights_word[63:56];

    wire slow_weights_load = load_valid & (load_memory == 8'd2);

    // One cycle after the term was issued, weight and value meet.
    reg  met_valid;
    reg  met_last;
    reg  met_last_next;

    always @* begin : met_last_logic
        met_last_next = met_last;
        if (term_valid) begin
            met_last_next = term_last;
        end
    end

    reg  product_valid;
    reg  product_last;
    reg  product_last_next;
    reg  signed [23:0] product_terms_0;
    reg  signed [23:0] product_terms_0_next;
    reg  signed [23:0] product_terms_1;
    reg  signed [23:0] product_terms_1_next;
    reg  signed [23:0] product_terms_2;
    reg  signed [23:0] product_terms_2_next;
    reg  signed [23:0] product_terms_3;
    reg  signed [23:0] product_terms_3_next;
    reg  signed [23:0] product_terms_4;
    reg  signed [23:0] product_terms_4_next;
    reg  signed [23:0] product_terms_5;
    reg  signed [23:0] product_terms_5_next;
    reg  signed [23:0] product_terms_6;
    reg  signed [23:0] product_terms_6_next;
    reg  signed [23:0] product_terms_7;
    reg  signed [23:0] product_terms_7_next;

    always @* begin : product_last_logic
        product_last_next = product_last;
        product_terms_0_next = product_terms_0;
        product_terms_1_next = product_terms_1;
        product_terms_2_next = product_terms_2;
        product_terms_3_next = product_terms_3;
        product_terms_4_next = product_terms_4;
        product_terms_5_next = product_terms_5;
        product_terms_6_next = product_terms_6;
        product_terms_7_next = product_terms_7;
        if (met_valid) begin
            product_last_next = met_last;
            product_terms_0_next = $signed({{16{slow_weights_word_0[7]}}, slow_weights_word_0})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_1_next = $signed({{16{slow_weights_word_1[7]}}, slow_weights_word_1})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_2_next = $signed({{16{slow_weights_word_2[7]}}, slow_weights_word_2})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_3_next = $signed({{16{slow_weights_word_3[7]}}, slow_weights_word_3})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_4_next = $signed({{16{slow_weights_word_4[7]}}, slow_weights_word_4})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_5_next = $signed({{16{slow_weights_word_5[7]}}, slow_weights_word_5})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_6_next = $signed({{16{slow_weights_word_6[7]}}, slow_weights_word_6})
                * $signed({{8{multiplicand[15]}}, multiplicand});
            product_terms_7_next = $signed({{16{slow_weights_word_7[7]}}, slow_weights_word_7})
                * $signed({{8{multiplicand[15]}}, multiplicand});
        end
    end

    reg  first;
    reg  first_next;

    always @* begin : first_logic
        first_next = first;
        if (product_valid) begin
            first_next = product_last;
        end
    end

    reg  signed [25:0] sum_0;
    reg  signed [25:0] sum_0_next;

    always @* begin : sum_0_logic
        sum_0_next = sum_0;
        if (product_valid) begin
            sum_0_next = first ? {{2{product_terms_0[23]}}, product_terms_0}
                : sum_0 + {{2{product_terms_0[23]}}, product_terms_0};
        end
    end

    reg  signed [25:0] sum_1;
    reg  signed [25:0] sum_1_next;

    always @* begin : sum_1_logic
        sum_1_next = sum_1;
        if (product_valid) begin
            sum_1_next = first ? {{2{product_terms_1[23]}}, product_terms_1}
                : sum_1 + {{2{product_terms_1[23]}}, product_terms_1};
        end
    end

    reg  signed [25:0] sum_2;
    reg  signed [25:0] sum_2_next;

    always @* begin : sum_2_logic
        sum_2_next = sum_2;
        if (product_valid) begin
            sum_2_next = first ? {{2{product_terms_2[23]}}, product_terms_2}
                : sum_2 + {{2{product_terms_2[23]}}, product_terms_2};
        end
    end

    reg  signed [25:0] sum_3;
    reg  signed [25:0] sum_3_next;

    always @* begin : sum_3_logic
        sum_3_next = sum_3;
        if (product_valid) begin
            sum_3_next = first ? {{2{product_terms_3[23]}}, product_terms_3}
                : sum_3 + {{2{product_terms_3[23]}}, product_terms_3};
        end
    end

    reg  signed [25:0] sum_4;
    reg  signed [25:0] sum_4_next;

    always @* begin : sum_4_logic
        sum_4_next = sum_4;
        if (product_valid) begin
            sum_4_next = first ? {{2{product_terms_4[23]}}, product_terms_4}
                : sum_4 + {{2{product_terms_4[23]}}, product_terms_4};
        end
    end

    reg  signed [25:0] sum_5;
    reg  signed [25:0] sum_5_next;

    always @* begin : sum_5_logic
        sum_5_next = sum_5;
        if (product_valid) begin
            sum_5_next = first ? {{2{product_terms_5[23]}}, product_terms_5}
                : sum_5 + {{2{product_terms_5[23]}}, product_terms_5};
        end
    end

    reg  signed [25:0] sum_6;
    reg  signed [25:0] sum_6_next;

    always @* begin : sum_6_logic
        sum_6_next = sum_6;
        if (product_valid) begin
            sum_6_next = first ? {{2{product_terms_6[23]}}, product_terms_6}
                : sum_6 + {{2{product_terms_6[23]}}, product_terms_6};
        end
    end

    reg  signed [25:0] sum_7;
    reg  signed [25:0] sum_7_next;

    always @* begin : sum_7_logic
        sum_7_next = sum_7;
        if (product_valid) begin
            sum_7_next = first ? {{2{product_terms_7[23]}}, product_terms_7}
                : sum_7 + {{2{product_terms_7[23]}}, product_terms_7};
        end
    end

    reg  finished;

    // Finished sums; the first lanes are the next word.
    reg  signed [25:0] done_0;
    reg  signed [25:0] done_0_next;
    reg  signed [25:0] done_1;
    reg  signed [25:0] done_1_next;
    reg  signed [25:0] done_2;
    reg  signed [25:0] done_2_next;
    reg  signed [25:0] done_3;
    reg  signed [25:0] done_3_next;
    reg  signed [25:0] done_4;
    reg  signed [25:0] done_4_next;
    reg  signed [25:0] done_5;
    reg  signed [25:0] done_5_next;
    reg  signed [25:0] done_6;
    reg  signed [25:0] done_6_next;
    reg  signed [25:0] done_7;
    reg  signed [25:0] done_7_next;

    always @* begin : done_0_logic
        done_0_next = done_0;
        if (finished) begin
            done_0_next = sum_0;
        end else if (advance) begin
            done_0_next = done_2;
        end
    end

    always @* begin : done_1_logic
        done_1_next = done_1;
        if (finished) begin
            done_1_next = sum_1;
        end else if (advance) begin
            done_1_next = done_3;
        end
    end

    always @* begin : done_2_logic
        done_2_next = done_2;
        if (finished) begin
            done_2_next = sum_2;
        end else if (advance) begin
            done_2_next = done_4;
        end
    end

    always @* begin : done_3_logic
        done_3_next = done_3;
        if (finished) begin
            done_3_next = sum_3;
        end else if (advance) begin
            done_3_next = done_5;
        end
    end

    always @* begin : done_4_logic
        done_4_next = done_4;
        if (finished) begin
            done_4_next = sum_4;
        end else if (advance) begin
            done_4_next = done_6;
        end
    end

    always @* begin : done_5_logic
        done_5_next = done_5;
        if (finished) begin
            done_5_next = sum_5;
        end else if (advance) begin
            done_5_next = done_7;
        end
    end

    always @* begin : done_6_logic
        done_6_next = done_6;
        if (finished) begin
            done_6_next = sum_6;
        end else if (advance) begin
            done_6_next = done_6;
        end
    end

    always @* begin : done_7_logic
        done_7_next = done_7;
        if (finished) begin
            done_7_next = sum_7;
        end else if (advance) begin
            done_7_next = done_7;
        end
    end

    assign slow_0 = done_0;
    assign slow_1 = done_1;

    always @(posedge clk) begin : registers
        if (rst) begin
            met_valid <= 1'b0;
            product_valid <= 1'b0;
            first <= 1'b1;
            finished <= 1'b0;
        end else begin
            met_valid <= term_valid;
            product_valid <= met_valid;
            first <= first_next;
            finished <= product_valid & product_last;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        met_last <= met_last_next;
        product_last <= product_last_next;
        product_terms_0 <= product_terms_0_next;
        product_terms_1 <= product_terms_1_next;
        product_terms_2 <= product_terms_2_next;
        product_terms_3 <= product_terms_3_next;
        product_terms_4 <= product_terms_4_next;
        product_terms_5 <= product_terms_5_next;
        product_terms_6 <= product_terms_6_next;
        product_terms_7 <= product_terms_7_next;
        sum_0 <= sum_0_next;
        sum_1 <= sum_1_next;
        sum_2 <= sum_2_next;
        sum_3 <= sum_3_next;
        sum_4 <= sum_4_next;
        sum_5 <= sum_5_next;
        sum_6 <= sum_6_next;
        sum_7 <= sum_7_next;
        done_0 <= done_0_next;
        done_1 <= done_1_next;
        done_2 <= done_2_next;
        done_3 <= done_3_next;
        done_4 <= done_4_next;
        done_5 <= done_5_next;
        done_6 <= done_6_next;
        done_7 <= done_7_next;
    end

    always @(posedge clk) begin : slow_weights_load_port
        if (slow_weights_load) begin
            if (load_lane == 8'd0) slow_weights[load_address[7:0]][7:0] <= load_value[7:0];
            if (load_lane == 8'd1) slow_weights[load_address[7:0]][15:8] <= load_value[7:0];
            if (load_lane == 8'd2) slow_weights[load_address[7:0]][23:16] <= load_value[7:0];
            if (load_lane == 8'd3) slow_weights[load_address[7:0]][31:24] <= load_value[7:0];
            if (load_lane == 8'd4) slow_weights[load_address[7:0]][39:32] <= load_value[7:0];
            if (load_lane == 8'd5) slow_weights[load_address[7:0]][47:40] <= load_value[7:0];
            if (load_lane == 8'd6) slow_weights[load_address[7:0]][55:48] <= load_value[7:0];
            if (load_lane == 8'd7) slow_weights[load_address[7:0]][63:56] <= load_value[7:0];
        end
    end

    always @(posedge clk) begin : slow_weights_word_port
        if (term_valid) slow_weights_word <= slow_weights[term_address];
    end

`ifdef ASSERTIONS
    // wrap(load_address) lies within 0 to 191
    always @(posedge clk) begin : slow_weights_load_fits
        if (!rst) assert (!slow_weights_load | (load_address[7:0] <= 8'd191));
    end
    // mux(first, product_terms_0, (sum_0 + product_terms_0)) lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_0_fits
        if (!rst) assert (!product_valid | (($signed(first
            ? {{2{product_terms_0[23]}}, product_terms_0}
            : sum_0 + {{2{product_terms_0[23]}}, product_terms_0}) >= -26'sd21495040)
            & ($signed(first ? {{2{product_terms_0[23]}}, product_terms_0}
            : sum_0 + {{2{product_terms_0[23]}}, product_terms_0}) <= 26'sd21491585)));
    end
    // mux(first, product_terms_1, (sum_1 + product_terms_1)) lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_1_fits
        if (!rst) assert (!product_valid | (($signed(first
            ? {{2{product_terms_1[23]}}, product_terms_1}
            : sum_1 + {{2{product_terms_1[23]}}, product_terms_1}) >= -26'sd21495040)
            & ($signed(first ? {{2{product_terms_1[23]}}, product_terms_1}
            : sum_1 + {{2{product_terms_1[23]}}, product_terms_1}) <= 26'sd21491585)));
    end
    // mux(first, product_terms_2, (sum_2 + product_terms_2)) lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_2_fits
        if (!rst) assert (!product_valid | (($signed(first
            ? {{2{product_terms_2[23]}}, product_terms_2}
            : sum_2 + {{2{product_terms_2[23]}}, product_terms_2}) >= -26'sd21495040)
            & ($signed(first ? {{2{product_terms_2[23]}}, product_terms_2}
            : sum_2 + {{2{product_terms_2[23]}}, product_terms_2}) <= 26'sd21491585)));
    end
    // mux(first, product_terms_3, (sum_3 + product_terms_3)) lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_3_fits
        if (!rst) assert (!product_valid | (($signed(first
            ? {{2{product_terms_3[23]}}, product_terms_3}
            : sum_3 + {{2{product_terms_3[23]}}, product_terms_3}) >= -26'sd21495040)
            & ($signed(first ? {{2{product_terms_3[23]}}, product_terms_3}
            : sum_3 + {{2{product_terms_3[23]}}, product_terms_3}) <= 26'sd21491585)));
    end
    // mux(first, product_terms_4, (sum_4 + product_terms_4)) lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_4_fits
        if (!rst) assert (!product_valid | (($signed(first
            ? {{2{product_terms_4[23]}}, product_terms_4}
            : sum_4 + {{2{product_terms_4[23]}}, product_terms_4}) >= -26'sd21495040)
            & ($signed(first ? {{2{product_terms_4[23]}}, product_terms_4}
            : sum_4 + {{2{product_terms_4[23]}}, product_terms_4}) <= 26'sd21491585)));
    end
    // mux(first, product_terms_5, (sum_5 + product_terms_5)) lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_5_fits
        if (!rst) assert (!product_valid | (($signed(first
            ? {{2{product_terms_5[23]}}, product_terms_5}
            : sum_5 + {{2{product_terms_5[23]}}, product_terms_5}) >= -26'sd21495040)
            & ($signed(first ? {{2{product_terms_5[23]}}, product_terms_5}
            : sum_5 + {{2{product_terms_5[23]}}, product_terms_5}) <= 26'sd21491585)));
    end
    // mux(first, product_terms_6, (sum_6 + product_terms_6)) lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_6_fits
        if (!rst) assert (!product_valid | (($signed(first
            ? {{2{product_terms_6[23]}}, product_terms_6}
            : sum_6 + {{2{product_terms_6[23]}}, product_terms_6}) >= -26'sd21495040)
            & ($signed(first ? {{2{product_terms_6[23]}}, product_terms_6}
            : sum_6 + {{2{product_terms_6[23]}}, product_terms_6}) <= 26'sd21491585)));
    end
    // mux(first, product_terms_7, (sum_7 + product_terms_7)) lies within -21495040 to 21491585
    always @(posedge clk) begin : sum_7_fits
        if (!rst) assert (!product_valid | (($signed(first
            ? {{2{product_terms_7[23]}}, product_terms_7}
            : sum_7 + {{2{product_terms_7[23]}}, product_terms_7}) >= -26'sd21495040)
            & ($signed(first ? {{2{product_terms_7[23]}}, product_terms_7}
            : sum_7 + {{2{product_terms_7[23]}}, product_terms_7}) <= 26'sd21491585)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, load_address[23:8], load_value[31:8]};
endmodule

`default_nettype wire
